import { amount } from '../../../dsl/core/amount.ts'
import { curveThreshold, type PrCurve } from '../../../stdlib/eval/analysis/pr-curves.ts'
import { metricsOf } from '../../../stdlib/eval/metrics.ts'
import { markup } from '../../html/markup.ts'
import { page } from '../../html/page.ts'
import type { Compared } from '../analyse.ts'
import { fraction, signed } from '../columns.ts'
import { verdict } from '../difference-text.ts'
import { limitOf } from '../table.ts'
import { frame, key, line, plotOf } from './charts.ts'
import { meanCurve, points } from './curves.ts'
import { forest } from './forest.ts'
import { style } from './style.ts'

/** Classes whose difference is drawn: those with objects on the most images. */
const most = 40

/** What the page of a comparison is about. */
export interface ComparedReport {
  readonly compared: Compared
  readonly groundTruth: string
  /** Of A and B. */
  readonly names: readonly [string, string]
  /** Curves of A and B. */
  readonly curves: readonly [readonly PrCurve[], readonly PrCurve[]]
}

/** Two results beside each other as one file of HTML: the verdict, every difference with its interval, and both precision-recall curves. */
export const comparedReport = ({ compared, groundTruth, names, curves }: ComparedReport): string => {
  const { protocol, comparison, differences, options } = compared
  const [main] = metricsOf(protocol).flatMap((m) => (m.kind === 'precision' ? [m.name] : []))
  const whole = differences.filter(({ category }) => category === undefined).map((d) => ({ name: d.metric, difference: d }))
  const classes = differences
    .filter(({ category, metric, difference }) => category !== undefined && metric === main && !Number.isNaN(difference))
    .sort((x, y) => y.images - x.images)
    .map((d) => ({ name: comparison.categories[d.category ?? -1]?.name ?? '', difference: d }))
  const plot = plotOf(560, 330)
  const lines = curves.map((of, series) => {
    const own = of.filter(({ area }) => area === protocol.all.name)
    return own.length === 0 ? markup`` : line(plot, points(meanCurve(own)), series)
  })
  const rows = whole.map(
    ({ name, difference: d }) =>
      markup`<tr><th scope="row">${name}</th><td>${fraction(d.a)}</td><td>${fraction(d.b)}</td><td>${signed(d.difference)}</td>
<td>${signed(d.low)} to ${signed(d.high)}</td><td>${Number.isNaN(d.p) ? '–' : d.p.toPrecision(2)}</td></tr>`,
  )
  const level = `${Number((100 * options.level).toFixed(1))} %`
  return page({
    title: `${names[0]} and ${names[1]}`,
    style,
    body: [
      markup`<main><header><h1>${names[0]} and ${names[1]}</h1><p>A is ${names[0]}, B is ${names[1]}; against ${groundTruth} by ${protocol.name}, ${limitOf(protocol)}</p></header>`,
      markup`<section id="verdict"><h2>Is one better?</h2><p>${verdict(compared, names)}</p>
<div class="scroll"><table><thead><tr><th></th><th>A</th><th>B</th><th>B − A</th><th>${level} interval</th><th>p</th></tr></thead><tbody>${rows}</tbody></table></div></section>`,
      markup`<div class="pair"><section id="differences"><h2>Differences</h2>
<p>B − A with its ${level} interval over ${options.replicates} resamplings of ${amount(comparison.images.length, 'image')}. Each row speaks for itself: of twenty, one is apart by chance.
${differences.some(({ better }) => better === 'lower') && markup`Of what has a ↓, lower is better.`}</p>
${forest(whole, 'Differences')}</section>
<section id="curves"><h2>Precision against recall</h2><p>At IoU ${curveThreshold(protocol)}: the best precision at each recall or more, mean over classes.</p>
<ul class="legend">${key('A', 0)}${key('B', 1)}</ul>${frame(plot, 'recall', 'precision', 'Precision against recall of both', lines.toReversed())}</section></div>`,
      markup`<section id="classes"><h2>Differences in ${main} by class</h2>${classes.length > most && markup`<p>The ${most} classes that are on the most images, of ${classes.length}.</p>`}
${forest(classes.slice(0, most), 'Differences by class')}</section></main>`,
    ],
  })
}
