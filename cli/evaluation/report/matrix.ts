import { rate } from '../../../stdlib/eval/analysis/confusion.ts'
import { markup, type Markup } from '../../html/markup.ts'
import type { Analysis } from '../analyse.ts'
import { fraction, shortened } from '../columns.ts'

/** Classes up to which the matrix can be read; of more, the most confused are drawn. */
const most = 30

/** What objects are taken for, as a heat map: rows are what they are, columns what is said. */
export const matrixSection = ({ confusion: c, comparison }: Analysis): readonly Markup[] => {
  if (c === undefined) return []
  const names = [...comparison.categories.map(({ name }) => name), 'background']
  const background = names.length - 1
  const at = (r: number, s: number): number => c.counts[r * names.length + s] ?? 0
  const wrong = (k: number): number => names.reduce((sum, _, j) => (j === k ? sum : sum + at(k, j) + at(j, k)), 0)
  const chosen = [...names.keys()].filter((k) => k !== background && wrong(k) + at(k, k) > 0)
  const shown = [
    ...chosen
      .sort((a, b) => wrong(b) - wrong(a))
      .slice(0, most)
      .sort((a, b) => a - b),
    background,
  ]
  const size = Math.max(16, Math.min(46, 440 / shown.length))
  const [left, top] = [104, 92]
  const cells = shown.flatMap((r, i) =>
    shown.map((s, j) => {
      const part = at(r, s) === 0 ? 0 : rate(c, r, s)
      const [x, y] = [left + j * size, top + i * size]
      return markup`<g><title>${names[r]} said to be ${names[s]}: ${at(r, s)}, ${(100 * part).toFixed(1)} %</title>
<rect class="cell${r !== s && ' wrong'}" x="${x + 0.5}" y="${y + 0.5}" width="${size - 1}" height="${size - 1}" rx="2" fill-opacity="${(0.06 + 0.94 * part).toFixed(3)}"/>
${size >= 24 && part >= 0.005 && markup`<text class="${part > 0.55 ? 'over' : 'strong'}" x="${x + size / 2}" y="${y + size / 2 + 4}" text-anchor="middle">${(100 * part).toFixed(0)}</text>`}</g>`
    }),
  )
  const labels = shown.map((k, i) => {
    const middle = i * size + size / 2
    return markup`<text x="${left - 6}" y="${top + middle + 4}" text-anchor="end">${shortened(names[k] ?? '', 14)}</text>
<text transform="translate(${left + middle + 4} ${top - 6}) rotate(-45)">${shortened(names[k] ?? '', 14)}</text>`
  })
  const side = shown.length * size
  return [
    markup`<section id="confusion"><h2>What objects are taken for</h2>
<p>Rows are what they are, columns what is said, in % of a row: detections from score ${fraction(c.score)} on (the best F1), best first, each with the object of any class that it overlaps most, from IoU ${c.overlap} on. Background is what was missed (column) and false alarms (row).</p>
${chosen.length > most && markup`<p>The ${most} classes with the most mistakes of ${chosen.length}.</p>`}
<svg viewBox="0 0 ${left + side + 70} ${top + side + 4}" role="img" aria-label="Confusion matrix">${labels}${cells}</svg></section>`,
  ]
}
