import type { Comparison } from '../comparison.ts'
import { averagePrecision } from '../curve.ts'
import { matchings, type Matching } from '../evaluate.ts'
import { TRUE, FALSE, type Matches } from '../match.ts'
import { metricsOf, type Metric } from '../metrics.ts'
import type { AreaRange, Protocol } from '../protocol.ts'

/** An average precision of a protocol: of all classes, or of the class at this position. */
export interface Quantity {
  readonly metric: string
  readonly category: number | undefined
  /** Images that have a target of it. */
  readonly images: number
}

/** Measures every average precision of a comparison in which each image counts as often as its weight, a whole number, says. */
export interface Estimator {
  readonly images: number
  readonly quantities: readonly Quantity[]
  /** One number a quantity; NaN where there is nothing to measure. */
  readonly measure: (weights: Int32Array) => Float64Array
}

/** One class at one size range. A detection that counts is its image's position where it is right, and -1 - position where it is wrong. */
interface Cell {
  readonly area: string
  /** The image of each target to be found. */
  readonly targets: Int32Array
  /** Detections that count, best score first, for each threshold. */
  readonly ranked: readonly Int32Array[]
}

interface ClassCells {
  readonly cells: readonly Cell[]
  /** The images that have a target of the class. */
  readonly present: Int32Array
}

type Precision = Extract<Metric, { readonly kind: 'precision' }>

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
    const metrics = metricsOf(protocol).flatMap((m) => (m.kind === 'precision' ? [m] : []))
    const classes = matchings(protocol)(comparison).map(classCells(protocol))
    const quantity = (metric: Precision, category: number | undefined, of: readonly ClassCells[]): Quantity => {
      const cells = of.flatMap((c) => c.cells.filter(({ area }) => area === metric.area))
      return { metric: metric.name, category, images: new Set(cells.flatMap(({ targets }) => [...targets])).size }
    }
    return {
      images: comparison.images.length,
      quantities: [
        ...metrics.map((metric) => quantity(metric, undefined, classes)),
        ...classes.flatMap((own, category) => metrics.map((metric) => quantity(metric, category, [own]))),
      ],
      measure: (weights) => {
        const measured = classes.map((c) => measureClass(protocol, c, weights))
        const whole = metrics.map((metric) => mean(measured.flatMap((m) => repeated(m.times, m.values(metric)))))
        const single = measured.flatMap((m) => metrics.map((metric) => mean(repeated(m.times, m.values(metric)))))
        return Float64Array.from([...whole, ...single])
      },
    }
  }

const classCells =
  (protocol: Protocol) =>
  ({ scenes, at }: Matching): ClassCells => {
    const { image, targetStart, foundStart, found, order } = scenes
    const imageOf = new Int32Array(found.length)
    for (let s = 0; s < image.length; s++) imageOf.fill(image[s] ?? 0, foundStart[s], foundStart[s + 1])
    const sizes = Int32Array.from(image, (_, s) => (targetStart[s + 1] ?? 0) - (targetStart[s] ?? 0))
    const cell = (area: AreaRange): Cell => {
      const { positives, outcome }: Matches = at(area)
      const ranked = protocol.thresholds.map((_, t) => signed(outcome.subarray(t * found.length, (t + 1) * found.length), order, imageOf))
      return { area: area.name, targets: spread(image, protocol.positives === 'all' ? sizes : positives), ranked }
    }
    return { cells: [protocol.all, ...protocol.areas].map(cell), present: image.filter((_, s) => (sizes[s] ?? 0) > 0) }
  }

/** Each value as often as its count says. */
const spread = (values: Int32Array, counts: Int32Array): Int32Array => {
  const all = new Int32Array(counts.reduce((a, b) => a + b, 0))
  let at = 0
  values.forEach((value, i) => {
    all.fill(value, at, at + (counts[i] ?? 0))
    at += counts[i] ?? 0
  })
  return all
}

const signed = (outcome: Uint8Array, order: Int32Array, imageOf: Int32Array): Int32Array => {
  const ranked = new Int32Array(order.length)
  let count = 0
  for (let i = 0; i < order.length; i++) {
    const place = order[i] ?? 0
    const what = outcome[place]
    if (what === TRUE) ranked[count++] = imageOf[place] ?? 0
    else if (what === FALSE) ranked[count++] = -1 - (imageOf[place] ?? 0)
  }
  return ranked.slice(0, count)
}

interface Measured {
  /** How often the class counts in a mean over classes. */
  readonly times: number
  /** What the metric is the mean of in this class: a number a threshold; none without a target. */
  readonly values: (metric: Precision) => readonly number[]
}

const measureClass = (protocol: Protocol, { cells, present }: ClassCells, weights: Int32Array): Measured => {
  const measured = cells.map(({ area, targets, ranked }) => {
    const whole = total(weights, targets)
    const precisions = whole === 0 ? [] : ranked.map((r) => precisionOf(protocol, r, weights, whole))
    return { area, precisions }
  })
  return {
    times: protocol.mean === 'images' ? total(weights, present) : 1,
    values: ({ area, threshold, points }) =>
      (measured.find((m) => m.area === area)?.precisions ?? []).flatMap((p, t) =>
        threshold === undefined || protocol.thresholds[t] === threshold ? [p[protocol.average.indexOf(points)] ?? NaN] : [],
      ),
  }
}

const total = (weights: Int32Array, images: Int32Array): number => {
  let sum = 0
  for (let i = 0; i < images.length; i++) sum += weights[images[i] ?? 0] ?? 0
  return sum
}

/** The averages of a weighted ranking. */
const precisionOf = ({ average }: Protocol, ranked: Int32Array, weights: Int32Array, whole: number): readonly number[] => {
  const wrong = new Int32Array(whole)
  let right = 0
  let mistakes = 0
  for (let i = 0; i < ranked.length; i++) {
    const image = ranked[i] ?? 0
    if (image < 0) mistakes += weights[-1 - image] ?? 0
    else for (let copies = weights[image] ?? 0; copies > 0; copies--) wrong[right++] = mistakes
  }
  return average.map((points) => averagePrecision[points](wrong.subarray(0, right), whole))
}

const repeated = (times: number, values: readonly number[]): readonly number[] =>
  times === 1 ? values : Array.from({ length: times }, () => values).flat()

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
