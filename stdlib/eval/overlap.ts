import type { Bbox } from './records.ts'
import type { Scene } from './scene.ts'

/**
 * How much a detection covers a target: intersection over union, but intersection over the detection's area where the
 * target is a crowd. Boxes that only touch have 0. In pycocotools' order of operations, so that ties are its ties.
 *
 * @example overlap([0, 0, 10, 10], [2, 2, 12, 10], false) // => 64 / 156
 */
export const overlap = ([dx, dy, dw, dh]: Bbox, [tx, ty, tw, th]: Bbox, crowd: boolean): number => {
  const w = Math.min(dw + dx, tw + tx) - Math.max(dx, tx)
  if (w <= 0) return 0
  const h = Math.min(dh + dy, th + ty) - Math.max(dy, ty)
  if (h <= 0) return 0
  const intersection = w * h
  return intersection / (crowd ? dw * dh : dw * dh + tw * th - intersection)
}

/** The pairs that overlap enough to match at all: those of detection d are start[d] … start[d + 1] - 1, targets ascending. */
export interface Pairs {
  readonly start: Int32Array
  readonly target: Int32Array
  readonly overlap: Float64Array
}

/** Computed once for all areas and thresholds; `least` is the smallest threshold. O(detections · targets). */
export const pairs = ({ detections, targets }: Scene, least: number): Pairs => {
  const start = new Int32Array(detections.length + 1)
  const found: number[] = []
  const overlaps: number[] = []
  for (const [d, { bbox }] of detections.entries()) {
    for (const [g, target] of targets.entries()) {
      const value = overlap(bbox, target.bbox, target.crowd)
      if (value >= least) {
        found.push(g)
        overlaps.push(value)
      }
    }
    start[d + 1] = found.length
  }
  return { start, target: Int32Array.from(found), overlap: Float64Array.from(overlaps) }
}
