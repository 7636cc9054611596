import type { Detection } from './detections.ts'
import { type CategoryEvaluation, type Cell, type Evaluation, evaluate } from './evaluate.ts'
import type { GroundTruth } from './ground-truth.ts'
import type { Protocol } from './protocol.ts'

/** Metrics by name, in the protocol's order; null where there is nothing to measure. */
export type Summary = Readonly<Record<string, number | null>>

/**
 * The protocol's metrics: means over thresholds and the categories that have a target.
 *
 * - coco: AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl
 * - aitod: AP AP50 AP75 APvt APt APs APm AR1 AR100 AR1500 ARvt ARt ARs ARm oLRP oLRP_loc oLRP_fp oLRP_fn
 *
 * AP is at the last of `maxDets`, and AR's numbers are those of `maxDets`. A NaN part of a category's oLRP is left out of
 * its mean.
 */
export const summary = ({ protocol, categories }: Evaluation): Summary => {
  const { all, areas, maxDets } = protocol
  const last = Math.max(...maxDets)
  const at = (area: string, most: number): readonly Cell[] =>
    categories.flatMap((c) => c.cells.filter((x) => x.area === area && x.maxDets === most))
  const precision = (area: string, threshold?: number): number | null =>
    mean(
      at(area, last).flatMap((c) =>
        c.curves.flatMap((x, t) => (threshold === undefined || protocol.thresholds[t] === threshold ? [x.precision] : [])),
      ),
    )
  const recall = (area: string, most: number): number | null => mean(at(area, most).flatMap((c) => c.curves.map((x) => x.recall)))
  return Object.fromEntries([
    ['AP', precision(all.name)],
    ['AP50', precision(all.name, 0.5)],
    ['AP75', precision(all.name, 0.75)],
    ...areas.map((a) => [`AP${a.name}`, precision(a.name)] as const),
    ...maxDets.map((most) => [`AR${most}`, recall(all.name, most)] as const),
    ...areas.map((a) => [`AR${a.name}`, recall(a.name, last)] as const),
    ...(protocol.olrp ? olrpMeans(categories) : []),
  ])
}

const olrpMeans = (categories: readonly CategoryEvaluation[]): readonly (readonly [string, number | null])[] => {
  const parts = categories.flatMap((c) => (c.olrp === undefined ? [] : [c.olrp]))
  return [
    ['oLRP', mean(parts.map((p) => p.total))],
    ['oLRP_loc', mean(parts.map((p) => p.localisation))],
    ['oLRP_fp', mean(parts.map((p) => p.falsePositive))],
    ['oLRP_fn', mean(parts.map((p) => p.falseNegative))],
  ]
}

const mean = (values: readonly number[]): number | null => {
  const measured = values.filter((v) => !Number.isNaN(v))
  return measured.length === 0 ? null : measured.reduce((a, b) => a + b, 0) / measured.length
}

/** What a run's summary.json says about the detector; null for a size bin that the protocol does not have. */
export type TrainingMetrics = Readonly<Record<'AP' | 'AP50' | 'AP75' | 'APvt' | 'APt' | 'APs' | 'APm', number | null>>

/** The metrics of a training run, with the protocol that they were measured by. */
export interface TrainingSummary {
  readonly protocol: { readonly name: string; readonly maxDets: readonly number[] }
  readonly metrics: TrainingMetrics
}

/**
 * Evaluates for a training run's summary.
 *
 * @example evaluateSummary(withMaxDets([1, 100, 300])(aitod))(truth, detections).metrics.APvt
 */
export const evaluateSummary =
  (protocol: Protocol) =>
  (truth: GroundTruth, detections: readonly Detection[]): TrainingSummary => {
    const measured = summary(evaluate(protocol)(truth, detections))
    const of = (key: keyof TrainingMetrics): number | null => measured[key] ?? null
    return {
      protocol: { name: protocol.name, maxDets: protocol.maxDets },
      metrics: { AP: of('AP'), AP50: of('AP50'), AP75: of('AP75'), APvt: of('APvt'), APt: of('APt'), APs: of('APs'), APm: of('APm') },
    }
  }
