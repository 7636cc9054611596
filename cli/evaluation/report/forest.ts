import type { Difference } from '../../../stdlib/eval/analysis/compare.ts'
import { markup, type Markup } from '../../html/markup.ts'
import { shortened, signed } from '../columns.ts'

/** A difference under the name of what it is of. */
export interface Row {
  readonly name: string
  readonly difference: Difference
}

const [left, right, step, top] = [130, 400, 26, 20]

/** Every difference as a dot in its interval; the line in the middle is none. Coloured where the interval leaves it out. What is better lower is turned around. */
export const forest = (rows: readonly Row[], label: string): Markup => {
  const known = rows.filter(({ difference: d }) => ![d.difference, d.low, d.high].some(Number.isNaN))
  const widest = Math.max(1e-4, ...known.flatMap(({ difference: d }) => [d.difference, d.low, d.high].map(Math.abs)))
  const at = (value: number): number => Number(((left + right) / 2 + ((value / widest) * (right - left)) / 2).toFixed(2))
  const bottom = top + known.length * step
  const lines = known.map(({ name, difference: d }, i) => {
    const y = top + i * step + step / 2
    const side = d.better === 'lower' ? -1 : 1
    const [from, to] = side < 0 ? [-d.high, -d.low] : [d.low, d.high]
    const series = from > 0 ? 0 : to < 0 ? 1 : undefined
    const stroke = series === undefined ? 'axis' : `curve s${series}`
    return markup`<g><title>${name}: ${signed(d.difference)}, interval ${signed(d.low)} to ${signed(d.high)}</title>
<text class="strong" x="${left - 10}" y="${y + 4}" text-anchor="end">${shortened(name, 18)}${side < 0 && ' ↓'}</text>
<line class="${stroke}" x1="${at(from)}" x2="${at(to)}" y1="${y}" y2="${y}"/>
<circle class="${series === 0 ? 'bar' : series === 1 ? 'bar second' : 'axis'}" cx="${at(side * d.difference)}" cy="${y}" r="4"/>
<text x="${right + 12}" y="${y + 4}">${signed(d.difference)} · p ${Number.isNaN(d.p) ? '–' : d.p.toPrecision(2)}</text></g>`
  })
  return markup`<svg class="rows" viewBox="0 0 540 ${bottom + 20}" role="img" aria-label="${label}">
<line class="even" x1="${at(0)}" x2="${at(0)}" y1="${top - 4}" y2="${bottom + 2}"/>
<text x="${left}" y="${top - 8}">A better</text><text x="${right}" y="${top - 8}" text-anchor="end">B better</text>
<text x="${left}" y="${bottom + 16}">${signed(-widest)}</text><text x="${right}" y="${bottom + 16}" text-anchor="end">${signed(widest)}</text>${lines}</svg>`
}
