import { amount } from '../../../dsl/core/amount.ts'
import { tideDefaults } from '../../../stdlib/eval/analysis/judge.ts'
import { markup, type Markup } from '../../html/markup.ts'
import type { Analysis } from '../analyse.ts'
import { fraction } from '../columns.ts'
import { across, frame, line, plotOf, up } from './charts.ts'

/** Whether scores say how often detections are right. */
export const reliabilitySection = ({ calibration: c }: Analysis): readonly Markup[] => {
  if (c === undefined) return []
  if (c === null) {
    return [
      markup`<section id="calibration"><h2>Calibration</h2><p>Scores are not between 0 and 1, or there are none, so there is no frequency to compare them with.</p></section>`,
    ]
  }
  const plot = plotOf(560, 330)
  const fullest = Math.max(...c.bins.map(({ count }) => count))
  const counts = c.bins.map((b) => {
    const [x, y] = [across(plot, b.from), up(plot, b.count / fullest)]
    return markup`<rect class="count" x="${x + 1}" y="${y}" width="${Number((across(plot, b.to) - x - 2).toFixed(2))}" height="${Number((plot.bottom - y).toFixed(2))}"><title>${b.count} detections of score ${b.from.toFixed(1)} to ${b.to.toFixed(1)}</title></rect>`
  })
  const filled = c.bins.filter(({ count }) => count > 0)
  const dots = filled.map(
    (b) =>
      markup`<circle class="bar" cx="${across(plot, b.confidence)}" cy="${up(plot, b.precision)}" r="4.5"><title>score ${fraction(b.confidence)}, right ${fraction(b.precision)}, ${b.count} detections</title></circle>`,
  )
  const even = markup`<line class="even" x1="${across(plot, 0)}" y1="${up(plot, 0)}" x2="${across(plot, 1)}" y2="${up(plot, 1)}"/>`
  const curve = line(
    plot,
    filled.map((b) => [b.confidence, b.precision]),
    0,
  )
  return [
    markup`<section id="calibration"><h2>Calibration</h2>
<p>The part of detections that is right at IoU ${tideDefaults.foreground}, by mean score of ten bins; on the broken line scores would be probabilities. Grey: how many detections. D-ECE ${fraction(c.dEce)}, Brier score ${fraction(c.brier)}, ${amount(c.count, 'detection')}.</p>
${frame(plot, 'score', 'right', 'Reliability', [...counts, even, curve, ...dots])}</section>`,
  ]
}
