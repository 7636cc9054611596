import type { Boxes, Comparison } from './comparison.ts'
import type { Bbox } from './records.ts'
import type { CategoryScenes } from './scene.ts'

/**
 * How much a detection covers a target: intersection over union, but intersection over the detection's area where the
 * target is a crowd. Boxes that only touch have 0. In pycocotools' order of operations, so that ties are its ties.
 *
 * @param pixel 1 where boxes end with their last pixel, whose width and height are therefore larger by one
 * @example overlap([0, 0, 10, 10], [2, 2, 12, 10], false) // => 64 / 156
 */
export const overlap = ([dx, dy, dw, dh]: Bbox, [tx, ty, tw, th]: Bbox, crowd: boolean, pixel: 0 | 1 = 0): number =>
  covered(dx, dy, dw, dh, tx, ty, tw, th, crowd, pixel)

/** The same of plain numbers, which costs no tuple. */
const covered = (
  dx: number,
  dy: number,
  dw: number,
  dh: number,
  tx: number,
  ty: number,
  tw: number,
  th: number,
  crowd: boolean,
  pixel: number,
): number => {
  const w = Math.min(dw + dx, tw + tx) - Math.max(dx, tx) + pixel
  if (w <= 0) return 0
  const h = Math.min(dh + dy, th + ty) - Math.max(dy, ty) + pixel
  if (h <= 0) return 0
  const intersection = w * h
  const own = (dw + pixel) * (dh + pixel)
  return intersection / (crowd ? own : own + (tw + pixel) * (th + pixel) - intersection)
}

/** The pairs of a category that overlap enough to match at all: those of place d in `found` are start[d] … start[d + 1] - 1, targets ascending. */
export interface Pairs {
  readonly start: Int32Array
  /** Places in `found` that have a pair, ascending. */
  readonly paired: Int32Array
  /** Places in the category's `target`. */
  readonly target: Int32Array
  readonly overlap: Float64Array
}

/** What decides which pairs there are. */
export interface Near {
  /** Of each row of the comparison's targets: 1 where overlap is intersection over the detection's area. */
  readonly crowd: Uint8Array
  readonly pixel: 0 | 1
  /** The smallest overlap that counts; above 0. */
  readonly least: number
}

/** Scenes of fewer pairs than this are tried whole; sorting costs more. */
const FEW = 64

/** Computed once for all areas and thresholds. About O(overlapping pairs): targets are sorted by their left edge, and only those across a detection are tried. */
export const pairs = ({ targets, found }: Comparison, scenes: CategoryScenes, near: Near): Pairs => {
  const start = new Int32Array(scenes.found.length + 1)
  const pairTarget: number[] = []
  const pairOverlap: number[] = []
  const paired: number[] = []
  const tried = (d: number, place: number): void => {
    const row = scenes.target[place] ?? 0
    const value = overlapOf(found, scenes.found[d] ?? 0, targets, row, (near.crowd[row] ?? 0) === 1, near.pixel)
    if (!(value >= near.least)) return
    pairTarget.push(place)
    pairOverlap.push(value)
  }
  for (let s = 0; s < scenes.image.length; s++) {
    const [t0, t1] = [scenes.targetStart[s] ?? 0, scenes.targetStart[s + 1] ?? 0]
    const [d0, d1] = [scenes.foundStart[s] ?? 0, scenes.foundStart[s + 1] ?? 0]
    const across = (t1 - t0) * (d1 - d0) < FEW ? null : window(targets, scenes.target, t0, t1, near.pixel)
    for (let d = d0; d < d1; d++) {
      if (across === null) for (let place = t0; place < t1; place++) tried(d, place)
      else {
        const box = 4 * (scenes.found[d] ?? 0)
        const left = found.bbox[box] ?? 0
        for (const place of across(left, left + (found.bbox[box + 2] ?? 0) + near.pixel)) tried(d, place)
      }
      if (pairTarget.length > (start[d] ?? 0)) paired.push(d)
      start[d + 1] = pairTarget.length
    }
  }
  return { start, paired: new Int32Array(paired), target: new Int32Array(pairTarget), overlap: new Float64Array(pairOverlap) }
}

type Bboxes = Pick<Boxes, 'bbox'>

/** `overlap` of row i of `a`, a detection, and row j of `b`. */
export const overlapOf = (a: Bboxes, i: number, b: Bboxes, j: number, crowd: boolean, pixel = 0): number => {
  const [p, q] = [a.bbox, b.bbox]
  const [d, t] = [4 * i, 4 * j]
  return covered(
    p[d] ?? 0,
    p[d + 1] ?? 0,
    p[d + 2] ?? 0,
    p[d + 3] ?? 0,
    q[t] ?? 0,
    q[t + 1] ?? 0,
    q[t + 2] ?? 0,
    q[t + 3] ?? 0,
    crowd,
    pixel,
  )
}

/** Places t0 … t1 - 1 whose boxes may lie across a range of x, ascending. */
const window = (
  targets: Boxes,
  target: Int32Array,
  t0: number,
  t1: number,
  pixel: number,
): ((left: number, right: number) => Int32Array) => {
  const leftOf = (place: number): number => targets.bbox[4 * (target[place] ?? 0)] ?? 0
  const rightOf = (place: number): number => leftOf(place) + (targets.bbox[4 * (target[place] ?? 0) + 2] ?? 0) + pixel
  const sorted = Int32Array.from({ length: t1 - t0 }, (_, i) => t0 + i).sort((a, b) => leftOf(a) - leftOf(b))
  const lefts = Float64Array.from(sorted, leftOf)
  const reach = Float64Array.from(sorted, rightOf)
  for (let i = 1; i < reach.length; i++) reach[i] = Math.max(reach[i] ?? 0, reach[i - 1] ?? 0)
  return (left, right) => ascending(sorted.slice(after(reach, left), from(lefts, right)))
}

/** Sorts in place. Most windows hold a few places, which a call of `sort` costs more than it sorts. */
const ascending = (places: Int32Array): Int32Array => {
  if (places.length > 24) return places.sort()
  for (let i = 1; i < places.length; i++) {
    const own = places[i] ?? 0
    let at = i
    for (; at > 0 && (places[at - 1] ?? 0) > own; at--) places[at] = places[at - 1] ?? 0
    places[at] = own
  }
  return places
}

/** The first index of an ascending list whose value is above `x`. */
const after = (ascending: Float64Array, x: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) > x) high = middle
    else low = middle + 1
  }
  return low
}

/** The first index of an ascending list whose value is not below `x`. */
const from = (ascending: Float64Array, x: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) < x) low = middle + 1
    else high = middle
  }
  return low
}
