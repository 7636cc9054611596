import { type Box, area } from '../boxes/box.ts'
import { binOf, sizeBins } from '../boxes/size-bins.ts'

/** What an assigner makes of the boxes of one image. */
export interface Assigned {
  /** Points or anchors of each level, in order. */
  readonly sizes: readonly number[]
  /** Index of the box that each of them learns, all levels one after the other; negative where it learns none. */
  readonly match: Int32Array
  /** 1 where an anchor learns its box by the rule of low quality alone. */
  readonly rescued?: Uint8Array
  /** Of each box, its largest overlap with an anchor. */
  readonly best?: Float64Array
  /** Would box i have a positive if it were alone in the image? */
  readonly alone: (box: number) => boolean
}

/** How many boxes have 0, 1, 2, and 3 or more positives. */
export type Counts = readonly [none: number, one: number, two: number, more: number]

/** The boxes of one size bin, and what learns them. */
export interface BinCoverage {
  readonly boxes: number
  /** By positives on all levels together. */
  readonly total: Counts
  /** By positives on each level. */
  readonly levels: readonly Counts[]
  /** Positives of all boxes. */
  readonly positives: number
  /** Boxes with positives, all of them by the rule of low quality. */
  readonly lowQuality: number
  /** Boxes without positives that would have none if they were alone either; other boxes took those of the rest. */
  readonly unreached: number
  /** Sum of log2 √area in pixels of the input, and of the largest overlaps with an anchor, over the boxes. */
  readonly logSides: number
  readonly overlaps: number
}

/** A bin each, in the order of `sizeBins`. */
export type Coverage = readonly BinCoverage[]

const noCounts: Counts = [0, 0, 0, 0]

/** Coverage of no image, for a detector of so many levels. */
export const noCoverage = (levels: number): Coverage =>
  sizeBins.map(() => ({
    boxes: 0,
    total: noCounts,
    levels: Array.from({ length: levels }, () => noCounts),
    positives: 0,
    lowQuality: 0,
    unreached: 0,
    logSides: 0,
    overlaps: 0,
  }))

const addCounts = (a: Counts, b: Counts): Counts => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]

const addBins = (a: BinCoverage, b: BinCoverage): BinCoverage => ({
  boxes: a.boxes + b.boxes,
  total: addCounts(a.total, b.total),
  levels: a.levels.map((counts, i) => addCounts(counts, b.levels[i] ?? noCounts)),
  positives: a.positives + b.positives,
  lowQuality: a.lowQuality + b.lowQuality,
  unreached: a.unreached + b.unreached,
  logSides: a.logSides + b.logSides,
  overlaps: a.overlaps + b.overlaps,
})

/** Coverage of the images of both, which are of the same levels. */
export const addCoverage = (a: Coverage, b: Coverage): Coverage =>
  a.map((bin, i) => {
    const other = b[i]
    return other === undefined ? bin : addBins(bin, other)
  })

/** Positives of each box on each level, [boxes · levels], and those of them that are no low-quality matches, [boxes]. */
const positivesOf = ({ sizes, match, rescued }: Assigned, boxes: number): { readonly all: Uint32Array; readonly good: Uint32Array } => {
  const [all, good] = [new Uint32Array(boxes * sizes.length), new Uint32Array(boxes)]
  let at = 0
  for (const [level, size] of sizes.entries())
    for (const end = at + size; at < end; at++) {
      const box = match[at] ?? -1
      if (box < 0) continue
      all[box * sizes.length + level] = (all[box * sizes.length + level] ?? 0) + 1
      if ((rescued?.[at] ?? 0) === 0) good[box] = (good[box] ?? 0) + 1
    }
  return { all, good }
}

const counted = (positives: number): Counts => [
  positives === 0 ? 1 : 0,
  positives === 1 ? 1 : 0,
  positives === 2 ? 1 : 0,
  positives >= 3 ? 1 : 0,
]

/**
 * How many boxes of each size get 0, 1, 2, or 3 and more positives in one image, on each level and on all of them.
 *
 * @param boxes as they were assigned, in pixels of the network's input
 * @param sized the same at the scale at which their sizes count
 */
export const coverageOf = (boxes: readonly Box[], assigned: Assigned, sized: readonly Box[] = boxes): Coverage => {
  const levels = assigned.sizes.length
  const { all, good } = positivesOf(assigned, boxes.length)
  return boxes.reduce<readonly BinCoverage[]>((bins, box, index) => {
    const own = Array.from(all.subarray(index * levels, (index + 1) * levels))
    const positives = own.reduce((a, b) => a + b, 0)
    const one: BinCoverage = {
      boxes: 1,
      total: counted(positives),
      levels: own.map(counted),
      positives,
      lowQuality: positives > 0 && good[index] === 0 ? 1 : 0,
      unreached: positives === 0 && !assigned.alone(index) ? 1 : 0,
      logSides: Math.log2(Math.max(area(box), 2 ** -40)) / 2,
      overlaps: assigned.best?.[index] ?? 0,
    }
    const bin = binOf(sized[index] ?? box)
    return bins.map((b, i) => (i === bin ? addBins(b, one) : b))
  }, noCoverage(levels))
}
