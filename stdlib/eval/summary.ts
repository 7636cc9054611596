import type { Comparison } from './comparison.ts'
import { type CategoryEvaluation, type Cell, type Evaluation, evaluate } from './evaluate.ts'
import { type Metric, metricsOf } from './metrics.ts'
import { lastLimit, type Protocol } from './protocol.ts'

/** Metrics by name, in the protocol's order; null where there is nothing to measure. */
export type Summary = Readonly<Record<string, number | null>>

/**
 * The protocol's metrics (`metricsOf`): means over thresholds and the categories that have a target. A NaN part of a category's oLRP is left out of its
 * mean.
 */
export const summary = (evaluation: Evaluation): Summary =>
  Object.fromEntries(
    metricsOf(evaluation.protocol).map((metric) => [metric.name, measured(evaluation.protocol, metric)(evaluation.categories)]),
  )

/** The metrics of one category alone. */
export const categorySummary =
  (protocol: Protocol) =>
  (category: CategoryEvaluation): Summary =>
    Object.fromEntries(metricsOf(protocol).map((metric) => [metric.name, measured(protocol, metric)([category])]))

const measured =
  (protocol: Protocol, metric: Metric) =>
  (categories: readonly CategoryEvaluation[]): number | null =>
    mean(
      categories.flatMap((category) => {
        const values = valuesOf(protocol, metric, category)
        return protocol.mean === 'images' ? Array.from({ length: category.images }, () => values).flat() : values
      }),
    )

/** What a metric is the mean of, in one category: a value a threshold. */
const valuesOf = (protocol: Protocol, metric: Metric, { cells, olrp }: CategoryEvaluation): readonly number[] => {
  const curves = (area: string, most: number, threshold: number | undefined): Cell['curves'] =>
    cells
      .filter((cell) => cell.area === area && cell.maxDets === most)
      .flatMap((cell) => cell.curves.filter((_, t) => threshold === undefined || protocol.thresholds[t] === threshold))
  switch (metric.kind) {
    case 'olrp':
      return olrp === undefined ? [] : [olrp[metric.part]]
    case 'recall':
      return curves(metric.area, metric.maxDets, metric.threshold).map(({ recall }) => recall)
    case 'precision': {
      const which = protocol.average.indexOf(metric.points)
      return curves(metric.area, lastLimit(protocol), metric.threshold).map(({ precision }) => precision[which] ?? NaN)
    }
  }
}

const mean = (values: readonly number[]): number | null => {
  const known = values.filter((v) => !Number.isNaN(v))
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length
}

/** What a run's summary.json says about the detector; null for a size bin that the protocol does not have. */
export type TrainingMetrics = Readonly<Record<'AP' | 'AP50' | 'AP75' | 'APvt' | 'APt' | 'APs' | 'APm', number | null>>

/** The metrics of a training run, with the protocol that they were measured by. */
export interface TrainingSummary {
  readonly protocol: { readonly name: string; readonly maxDets: readonly number[] }
  readonly metrics: TrainingMetrics
}

/**
 * Evaluates for a training run's summary: of all sizes, or of AI-TOD's and COCO's by their names. TinyPerson's sizes are others, so that they are null;
 * VOC's and DOTA's AP50 is the first that they tell, that of 11 points.
 *
 * @example evaluateSummary(withMaxDets([1, 100, 300])(aitod))(comparison).metrics.APvt
 */
export const evaluateSummary =
  (protocol: Protocol) =>
  (comparison: Comparison): TrainingSummary => {
    const measured = summary(evaluate(protocol)(comparison))
    const { all } = protocol
    const of = (threshold?: number, area: string = all.name): number | null => {
      const first = metricsOf(protocol).find((m) => m.kind === 'precision' && m.area === area && m.threshold === threshold)
      return measured[first?.name ?? ''] ?? null
    }
    const size = (area: string): number | null => of(undefined, area)
    return {
      protocol: { name: protocol.name, maxDets: protocol.maxDets },
      metrics: { AP: of(), AP50: of(0.5), AP75: of(0.75), APvt: size('vt'), APt: size('t'), APs: size('s'), APm: size('m') },
    }
  }
