import { grouped } from '../../dsl/core/amount.ts'
import type { Density } from '../../stdlib/data/statistics.ts'
import { type Markup, markup } from '../html/markup.ts'
import { darkness } from './density.ts'
import { percent, type Row } from './histogram.ts'

const line = 20
const names = 170
const bars = 150

/** Horizontal bars as SVG: name, bar, count and share a row. Long names are cut by their column, and whole in a tip. */
export const barChart = (title: string, rows: readonly Row[]): Markup => {
  const all = rows.reduce((n, { count }) => n + count, 0)
  const most = Math.max(1, ...rows.map(({ count }) => count))
  const shown = rows.map(({ name, count }, i) => {
    const y = i * line
    const short = [...name].length > 26 ? `${[...name].slice(0, 25).join('')}…` : name
    return markup`<g><title>${name}: ${grouped(count)}</title><text x="${names - 8}" y="${y + 14}" class="name">${short}</text><rect x="${names}" y="${y + 3}" width="${((bars * count) / most).toFixed(1)}" height="${line - 6}" class="bar"/><text x="${names + bars + 8}" y="${y + 14}">${grouped(count)} · ${percent(count / all)}</text></g>`
  })
  return markup`<section><h2>${title}</h2><svg viewBox="0 0 440 ${Math.max(1, rows.length * line)}" width="440" role="img" aria-label="${title}">${shown}</svg></section>`
}

/** Where boxes are in their images, as SVG. */
export const densityChart = (title: string, density: Density): Markup => {
  const { rows, columns, counts } = density
  const dark = darkness(density)
  const cells = counts.map((n, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)]
    return markup`<rect x="${x * 16}" y="${y * 24}" width="16" height="24" class="bar" fill-opacity="${(dark[i] ?? 0).toFixed(3)}"><title>${grouped(n)}</title></rect>`
  })
  return markup`<section><h2>${title}</h2><svg viewBox="0 0 ${columns * 16} ${rows * 24}" width="${columns * 16}" role="img" aria-label="${title}" class="map">${cells}</svg></section>`
}
