import { markup, type Markup } from '../../html/markup.ts'

/** A chart's place for data, in units of its own picture: x from `left` to `right`, y from `top` to `bottom`. */
export interface Plot {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** @example plotOf(240, 200).bottom // => 170 */
export const plotOf = (width: number, height: number): Plot => ({ width, height, left: 34, right: width - 8, top: 22, bottom: height - 30 })

/** Both axes go from 0 to 1. */
export const across = ({ left, right }: Plot, x: number): number => Number((left + x * (right - left)).toFixed(2))
export const up = ({ top, bottom }: Plot, y: number): number => Number((bottom - y * (bottom - top)).toFixed(2))

const ticks = [0, 0.25, 0.5, 0.75, 1] as const

/** A square of precision, recall and the like: lines at quarters, and what the axes are. */
export const frame = (plot: Plot, x: string, y: string, label: string, inside: readonly Markup[]): Markup => {
  const { width, height, left, right, top, bottom } = plot
  const grid = ticks.map(
    (t) => markup`<line class="grid" x1="${left}" x2="${right}" y1="${up(plot, t)}" y2="${up(plot, t)}"/>
<text x="${left - 5}" y="${up(plot, t) + 4}" text-anchor="end">${t}</text>`,
  )
  const names = [0, 0.5, 1].map(
    (t) =>
      markup`<text x="${across(plot, t)}" y="${bottom + 14}" text-anchor="${t === 0 ? 'start' : t === 1 ? 'end' : 'middle'}">${t}</text>`,
  )
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${grid}${names}
<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text x="${right}" y="${height - 3}" text-anchor="end">${x}</text><text x="${left - 5}" y="${top - 10}">${y}</text>${inside}</svg>`
}

/** A line through points of 0 to 1, its colour the one at `series`; the first is drawn stronger. */
export const line = (plot: Plot, points: readonly (readonly [number, number])[], series: number): Markup =>
  markup`<polyline class="curve s${series % 8}${series === 0 && ' first'}" points="${points.map(([x, y]) => `${across(plot, x)},${up(plot, y)}`).join(' ')}"/>`

/** A line's name beside a piece of it. */
export const key = (name: string, series: number): Markup =>
  markup`<li><svg viewBox="0 0 22 8"><line class="curve s${series % 8}" x1="1" x2="21" y1="4" y2="4"/></svg>${name}</li>`
