import { curveThreshold, type PrCurve, recalls } from '../../../stdlib/eval/analysis/pr-curves.ts'
import type { Protocol } from '../../../stdlib/eval/protocol.ts'
import { markup, type Markup } from '../../html/markup.ts'
import type { Analysis, ClassAnalysis } from '../analyse.ts'
import { frame, key, line, plotOf } from './charts.ts'

/** Classes that have a plot of their own: those with the most objects. The table has all. */
const most = 24

const areaNames = ({ all, areas }: Protocol): readonly string[] => [all.name, ...areas.map(({ name }) => name)]

/** The curve down to where it first is 0: the line along the axis says no more. */
export const points = (precision: Float64Array): readonly (readonly [number, number])[] => {
  const end = precision.indexOf(0)
  return recalls.slice(0, end < 0 ? undefined : end + 1).map((r, i) => [r, precision[i] ?? 0])
}

/** The mean over classes, as AP is. `curves` is not empty. */
export const meanCurve = (curves: readonly PrCurve[]): Float64Array =>
  Float64Array.from(recalls, (_, i) => curves.reduce((sum, c) => sum + (c.precision[i] ?? 0), 0) / curves.length)

/** Precision against recall: of all classes by size, and of each class by size. */
export const curveSections = ({
  classes,
  protocol,
}: Analysis): { readonly sizes: readonly Markup[]; readonly classes: readonly Markup[] } => {
  if (classes === undefined) return { sizes: [], classes: [] }
  const names = areaNames(protocol)
  const all = classes.flatMap(({ curves }) => curves)
  const drawn = names.flatMap((area, series) => {
    const curves = all.filter((c) => c.area === area)
    return curves.length === 0 ? [] : [{ area, series, precision: meanCurve(curves) }]
  })
  const large = plotOf(560, 330)
  const shown = [...classes].filter(({ curves }) => curves.length > 0).sort((a, b) => objects(b) - objects(a))
  const left = shown.length - most
  const legend = markup`<ul class="legend">${drawn.map(({ area, series }) => key(area, series))}</ul>`
  const lines = drawn.map(({ precision, series }) => line(large, points(precision), series)).toReversed()
  return {
    sizes: [
      markup`<section id="curves"><h2>Precision against recall</h2>
<p>At IoU ${curveThreshold(protocol)}, by size: the best precision at each recall or more, mean over classes.</p>
${legend}${frame(large, 'recall', 'precision', 'Precision against recall by size', lines)}</section>`,
    ],
    classes: [
      markup`<section id="class-curves"><h2>Precision against recall by class</h2>${legend}
<div class="plots">${shown.slice(0, most).map((c) => classPlot(c, names))}</div>
${left > 0 && markup`<p>The ${most} classes with the most objects; ${left} more are in the table.</p>`}</section>`,
    ],
  }
}

const objects = ({ curves }: ClassAnalysis): number => Math.max(0, ...curves.map(({ targets }) => targets))

const classPlot = ({ category, curves }: ClassAnalysis, names: readonly string[]): Markup => {
  const plot = plotOf(230, 180)
  const lines = names.flatMap((area, series) => curves.filter((c) => c.area === area).map((c) => line(plot, points(c.precision), series)))
  return markup`<div><h3>${category.name}</h3>${frame(plot, 'recall', 'precision', `Precision against recall of ${category.name}`, lines.toReversed())}</div>`
}
