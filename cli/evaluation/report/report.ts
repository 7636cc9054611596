import { amount, grouped } from '../../../dsl/core/amount.ts'
import { metricsOf } from '../../../stdlib/eval/metrics.ts'
import { curveThreshold } from '../../../stdlib/eval/analysis/pr-curves.ts'
import { markup, type Markup } from '../../html/markup.ts'
import { page } from '../../html/page.ts'
import type { Analysis } from '../analyse.ts'
import { fraction } from '../columns.ts'
import { limitOf } from '../table.ts'
import { curveSections } from './curves.ts'
import type { Embedded } from './embed.ts'
import { errorSection } from './errors.ts'
import { matrixSection } from './matrix.ts'
import { pictureSection } from './pictures.ts'
import { reliabilitySection } from './reliability.ts'
import { style } from './style.ts'
import type { WorstImage } from './worst.ts'

/** What a report is about, and the pictures inside it. */
export interface Report {
  readonly analysis: Analysis
  readonly groundTruth: string
  readonly detections: string
  readonly worst: readonly WorstImage[]
  readonly pictures: ReadonlyMap<number, Embedded>
}

/** A whole report as one file of HTML, without a program in it and without a link to anything. */
export const report = ({ analysis, groundTruth, detections, worst, pictures }: Report): string => {
  const { comparison, protocol } = analysis
  const curves = curveSections(analysis)
  const counts = [
    amount(comparison.images.length, 'image'),
    amount(comparison.targets.count, 'object'),
    amount(comparison.found.count, 'detection'),
  ].join(', ')
  return page({
    title: `Evaluation of ${detections}`,
    style,
    body: [
      markup`<main><header><h1>${detections}</h1><p>against ${groundTruth} by ${protocol.name}, ${limitOf(protocol)}: ${counts}</p></header>`,
      tiles(analysis),
      markup`<div class="pair">${errorSection(analysis)}${matrixSection(analysis)}</div>`,
      ...classSection(analysis),
      markup`<div class="pair">${curves.sizes}${reliabilitySection(analysis)}</div>`,
      ...curves.classes,
      ...pictureSection(analysis, worst, pictures),
      markup`</main>`,
    ],
  })
}

/** An interval; a dash where there is nothing to measure. */
const range = (of: { readonly low: number; readonly high: number } | undefined): string =>
  of === undefined || Number.isNaN(of.low) ? '–' : `${fraction(of.low)} to ${fraction(of.high)}`

const tiles = ({ metrics, intervals }: Analysis): Markup => {
  const shown = Object.entries(metrics).map(([name, value], i) => {
    const own = intervals?.estimates.find((e) => e.metric === name && e.category === undefined)
    return markup`<div class="tile${i === 0 && ' first'}"><span>${name}</span><b>${fraction(value)}</b>${own !== undefined && markup`<small>${range(own)}</small>`}</div>`
  })
  const note =
    intervals !== undefined &&
    markup`<p>Ranges: ${Number((100 * intervals.level).toFixed(1))} % intervals over images, ${intervals.replicates} resamplings.</p>`
  return markup`<div class="tiles">${shown}</div>${note}`
}

const classSection = ({ classes, protocol, intervals, comparison }: Analysis): readonly Markup[] => {
  if (classes === undefined) return []
  const names = metricsOf(protocol).flatMap((m) => (m.kind === 'precision' ? [m.name] : []))
  const [main = ''] = names
  const largest = Math.max(1e-6, ...classes.map(({ metrics }) => metrics[main] ?? 0)).toFixed(4)
  const rows = classes.map(({ category, metrics, curves }) => {
    const all = curves.find(({ area }) => area === protocol.all.name)
    const own = intervals?.estimates.find((e) => e.metric === main && comparison.categories[e.category ?? -1]?.id === category.id)
    const value = metrics[main] ?? null
    return markup`<tr><th scope="row" title="${category.name}">${category.name}</th><td>${grouped(all?.targets ?? 0)}</td>
<td>${fraction(value)}${value !== null && markup`<meter min="0" max="${largest}" value="${value.toFixed(4)}"></meter>`}</td>
${intervals !== undefined && markup`<td>${range(own)}</td>`}
${names.slice(1).map((name) => markup`<td>${fraction(metrics[name])}</td>`)}<td>${fraction(all?.best?.f1)}</td><td>${fraction(all?.best?.score)}</td></tr>`
  })
  return [
    markup`<section id="classes"><h2>Classes</h2><p>F1 is the best one at IoU ${curveThreshold(protocol)}, reached by keeping detections from the score beside it on.</p>
<div class="scroll"><table><thead><tr><th>class</th><th>objects</th><th>${main}</th>${intervals !== undefined && markup`<th>interval</th>`}${names.slice(1).map((name) => markup`<th>${name}</th>`)}<th>F1</th><th>at score</th></tr></thead><tbody>${rows}</tbody></table></div></section>`,
  ]
}
