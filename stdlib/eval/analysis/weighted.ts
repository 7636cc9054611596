import type { Comparison } from '../comparison.ts'
import { averagePrecision } from '../curve.ts'
import { type Matching, matchings } from '../evaluate.ts'
import { FALSE, type Matches, TRUE } from '../match.ts'
import type { Metric } from '../metrics.ts'
import { type Olrp, olrp } from '../olrp.ts'
import { type AreaRange, lastLimit, type Protocol } from '../protocol.ts'

/** One class at one size range. A detection that counts is its image's position where it is right, and -1 - position where it is wrong. */
interface Cell {
  readonly area: string
  /** The image of each target to be found. */
  readonly targets: Int32Array
  /** Detections that count, best score first, for each threshold. */
  readonly ranked: readonly Int32Array[]
}

/** The image of each detection that is right within a smaller limit than the last, for each threshold. */
interface Limited {
  readonly most: number
  readonly right: readonly Int32Array[]
}

/** One class, matched once. */
export interface ClassCells {
  readonly cells: readonly Cell[]
  readonly limited: readonly Limited[]
  /** Of every detection that counts at the first threshold, best score first, its overlap with its target; undefined where oLRP is not measured. */
  readonly overlaps: Float64Array | undefined
  /** The images that have a target of the class. */
  readonly present: Int32Array
}

/** The images that hold a target of a metric of these classes. */
export const imagesOf = (metric: Metric, of: readonly ClassCells[]): number => {
  const [whole] = of.flatMap(({ cells }) => cells.slice(0, 1).map(({ area }) => area))
  const area = metric.kind === 'olrp' ? whole : metric.area
  return new Set(of.flatMap(({ cells }) => cells.flatMap((c) => (c.area === area ? [...c.targets] : [])))).size
}

/** Matches every class of a comparison, once and for all weights. */
export const classCells =
  (protocol: Protocol) =>
  (comparison: Comparison): readonly ClassCells[] => {
    const whole = matchings(protocol)(comparison)
    // As in `evaluate`: where detections are limited by image, another limit leaves others, which match otherwise.
    const others = protocol.maxDets
      .filter((most) => most !== lastLimit(protocol))
      .map((most) => ({ most, by: protocol.limit === 'image' ? matchings(protocol, most)(comparison) : whole }))
    return whole.map((own, c): ClassCells => {
      const { scenes } = own
      const images = imageOf(own)
      const sizes = Int32Array.from(scenes.image, (_, s) => (scenes.targetStart[s + 1] ?? 0) - (scenes.targetStart[s] ?? 0))
      const cell = (area: AreaRange): Cell => {
        const matches = own.at(area)
        return {
          area: area.name,
          targets: spread(scenes.image, protocol.positives === 'all' ? sizes : matches.positives),
          ranked: protocol.thresholds.map((_, t) => signed(matches, t, own, images)),
        }
      }
      return {
        cells: [protocol.all, ...protocol.areas].map(cell),
        limited: others.flatMap(({ most, by }) => {
          const other = by[c]
          return other === undefined ? [] : [{ most, right: rightWithin(protocol, other, most) }]
        }),
        overlaps: protocol.olrp ? overlapsOf(own.at(protocol.all), own) : undefined,
        present: scenes.image.filter((_, s) => (sizes[s] ?? 0) > 0),
      }
    })
  }

/** The image of every detection of a class. */
const imageOf = ({ scenes: { image, foundStart, found } }: Matching): Int32Array => {
  const images = new Int32Array(found.length)
  for (let s = 0; s < image.length; s++) images.fill(image[s] ?? 0, foundStart[s], foundStart[s + 1])
  return images
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

const signed = ({ outcome }: Matches, threshold: number, { scenes: { order, found } }: Matching, images: Int32Array): Int32Array => {
  const ranked = new Int32Array(order.length)
  let count = 0
  for (let i = 0; i < order.length; i++) {
    const place = order[i] ?? 0
    const what = outcome[threshold * found.length + place]
    if (what === TRUE) ranked[count++] = images[place] ?? 0
    else if (what === FALSE) ranked[count++] = -1 - (images[place] ?? 0)
  }
  return ranked.slice(0, count)
}

const rightWithin = (protocol: Protocol, own: Matching, most: number): readonly Int32Array[] => {
  const { outcome } = own.at(protocol.all)
  const { found, rank } = own.scenes
  const images = imageOf(own)
  const within = protocol.limit === 'image' ? Infinity : most
  return protocol.thresholds.map((_, t) =>
    images.filter((__, place) => outcome[t * found.length + place] === TRUE && (rank[place] ?? 0) < within),
  )
}

/** In the order of the first threshold's ranking. */
const overlapsOf = ({ outcome, pair }: Matches, { scenes: { order }, near }: Matching): Float64Array =>
  Float64Array.from(
    order.filter((place) => outcome[place] === TRUE || outcome[place] === FALSE),
    (place) => near.overlap[pair[place] ?? -1] ?? 0,
  )

/** One class under some weights: what metrics are means of. Empty where there is no target. */
export interface Measures {
  /** How often the class counts in a mean over classes. */
  readonly times: number
  readonly values: (metric: Metric) => readonly number[]
}

interface Measured {
  /** One number a threshold, for each of the protocol's averages. */
  readonly precision: readonly (readonly number[])[]
  readonly recall: readonly number[]
}

const none: Measured = { precision: [], recall: [] }

/** Measures a class in which each image counts as often as its weight says. */
export const measureClass = (protocol: Protocol, own: ClassCells, weights: Int32Array): Measures => {
  const measured = own.cells.map(({ area, targets, ranked }): readonly [area: string, measured: Measured] => {
    const whole = total(weights, targets)
    if (whole === 0) return [area, none]
    const each = ranked.map((r) => curveOf(protocol, r, weights, whole))
    return [area, { precision: each.map(({ precision }) => precision), recall: each.map(({ recall }) => recall) }]
  })
  const at = (name: string): Measured => measured.find(([area]) => area === name)?.[1] ?? none
  const whole = total(weights, own.cells[0]?.targets ?? new Int32Array(0))
  const optimum = whole === 0 || own.overlaps === undefined ? undefined : weightedOlrp(protocol, own, weights, whole)
  const chosen = (values: readonly number[], threshold: number | undefined): readonly number[] =>
    values.filter((_, t) => threshold === undefined || protocol.thresholds[t] === threshold)
  const recalls = (most: number, area: string): readonly number[] => {
    const limited = own.limited.find((l) => l.most === most)
    if (limited === undefined) return at(area).recall
    return whole === 0 ? [] : limited.right.map((right) => total(weights, right) / whole)
  }
  return {
    times: protocol.mean === 'images' ? total(weights, own.present) : 1,
    values: (metric) => {
      switch (metric.kind) {
        case 'olrp':
          return optimum === undefined ? [] : [optimum[metric.part]]
        case 'recall':
          return chosen(recalls(metric.maxDets, metric.area), metric.threshold)
        case 'precision': {
          const which = protocol.average.indexOf(metric.points)
          return chosen(
            at(metric.area).precision.map((p) => p[which] ?? NaN),
            metric.threshold,
          )
        }
      }
    },
  }
}

const total = (weights: Int32Array, images: Int32Array): number => {
  let sum = 0
  for (let i = 0; i < images.length; i++) sum += weights[images[i] ?? 0] ?? 0
  return sum
}

/** The averages and the recall of a weighted ranking. */
const curveOf = (
  { average }: Protocol,
  ranked: Int32Array,
  weights: Int32Array,
  whole: number,
): { readonly precision: readonly number[]; readonly recall: number } => {
  const wrong = new Int32Array(whole)
  let right = 0
  let mistakes = 0
  for (let i = 0; i < ranked.length; i++) {
    const image = ranked[i] ?? 0
    if (image < 0) mistakes += weights[-1 - image] ?? 0
    else for (let copies = weights[image] ?? 0; copies > 0; copies--) wrong[right++] = mistakes
  }
  return { precision: average.map((points) => averagePrecision[points](wrong.subarray(0, right), whole)), recall: right / whole }
}

const weightedOlrp = (protocol: Protocol, { cells, overlaps }: ClassCells, weights: Int32Array, whole: number): Olrp => {
  const ranked = cells[0]?.ranked[0] ?? new Int32Array(0)
  const imageAt = (i: number): number => {
    const image = ranked[i] ?? 0
    return image < 0 ? -1 - image : image
  }
  let count = 0
  for (let i = 0; i < ranked.length; i++) count += weights[imageAt(i)] ?? 0
  const [outcomes, near] = [new Uint8Array(count), new Float64Array(count)]
  let at = 0
  for (let i = 0; i < ranked.length; i++) {
    const end = at + (weights[imageAt(i)] ?? 0)
    outcomes.fill((ranked[i] ?? 0) < 0 ? FALSE : TRUE, at, end)
    near.fill(overlaps?.[i] ?? 0, at, end)
    at = end
  }
  return olrp(outcomes, near, whole, protocol.thresholds[0] ?? 0)
}
