import type { Comparison } from '../comparison.ts'
import { type Metric, metricsOf } from '../metrics.ts'
import type { Protocol } from '../protocol.ts'
import { classCells, imagesOf, type Measures, measureClass } from './weighted.ts'

/** A metric of a protocol: of all classes, or of the class at this position. */
export interface Quantity {
  readonly metric: string
  readonly category: number | undefined
  readonly better: 'higher' | 'lower'
  /** Images that have a target of it. */
  readonly images: number
}

/** Measures every metric of a comparison in which each image counts as often as its weight, a whole number, says. */
export interface Estimator {
  readonly images: number
  readonly quantities: readonly Quantity[]
  /** One number a quantity; NaN where there is nothing to measure. */
  readonly measure: (weights: Int32Array) => Float64Array
}

/**
 * Matches once, and then measures any weighting of the images without matching again: a detection of weight w stands w times at its place in the
 * ranking. So weights of 1 give the protocol's own numbers to the last digit, and a weight of w those of a set that has the image w times. Equal
 * scores keep the order that they have in the set itself: the copies of one detection stay together.
 *
 * @example estimator(coco)(comparison).measure(new Int32Array(comparison.images.length).fill(1))
 */
export const estimator =
  (protocol: Protocol) =>
  (comparison: Comparison): Estimator => {
    const metrics = metricsOf(protocol)
    const classes = classCells(protocol)(comparison)
    const quantity = (metric: Metric, category: number | undefined, of: typeof classes): Quantity => ({
      metric: metric.name,
      category,
      better: metric.kind === 'olrp' ? 'lower' : 'higher',
      images: imagesOf(metric, of),
    })
    return {
      images: comparison.images.length,
      quantities: [
        ...metrics.map((metric) => quantity(metric, undefined, classes)),
        ...classes.flatMap((own, category) => metrics.map((metric) => quantity(metric, category, [own]))),
      ],
      measure: (weights) => {
        const measured = classes.map((own) => measureClass(protocol, own, weights))
        const values = measured.map((m) => metrics.map((metric) => repeated(m.times, known(m, metric))))
        return Float64Array.from([
          ...metrics.map((_, at) => mean(values.flatMap((own) => own[at] ?? []))),
          ...values.flatMap((own) => own.map(mean)),
        ])
      },
    }
  }

/** A part of oLRP without a true positive is NaN, and left out of means. */
const known = ({ values }: Measures, metric: Metric): readonly number[] => values(metric).filter((v) => !Number.isNaN(v))

const repeated = (times: number, values: readonly number[]): readonly number[] =>
  times === 1 ? values : Array.from({ length: times }, () => values).flat()

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
