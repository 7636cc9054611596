import { type Box, area } from '../boxes/box.ts'
import { type Points, type Span, within } from '../boxes/grid.ts'
import { type FcosLevel, pointCount } from './levels.ts'

/** What decides which points learn a box: the levels, finest first, and the radius of centre sampling in strides (Infinity: none). */
export interface FcosMatching {
  readonly levels: readonly FcosLevel[]
  readonly radius: number
}

/** Columns (or rows) whose points may lie in the box and near its centre. One more than that on each side, as quotients round: `learns` decides. */
const near = (low: number, high: number, reach: number, { stride, offset }: Points, count: number): Span => {
  const centre = (low + high) / 2
  return within(count, {
    from: Math.floor(Math.max(low, centre - reach) / stride - offset),
    to: Math.ceil(Math.min(high, centre + reach) / stride - offset) + 1,
  })
}

/** Torchvision's three conditions on a point and a box, each as it computes them, so that float64 decides every tie alike; mmdetection's are the same but for the ends of the range. */
const learns = (x: number, y: number, [x1, y1, x2, y2]: Box, reach: number, { range: [min, max], closed }: FcosLevel): boolean => {
  if (!(Math.max(Math.abs(x - (x1 + x2) / 2), Math.abs(y - (y1 + y2) / 2)) < reach)) return false
  if (!(Math.min(x - x1, y - y1, x2 - x, y2 - y) > 0)) return false
  const largest = Math.max(x - x1, y - y1, x2 - x, y2 - y)
  return closed ? largest >= min && largest <= max : largest > min && largest < max
}

/** No point of the box can be in range: its largest distance is at least half the longer side, and less than all of it. */
const tooSmallOrLarge = ([x1, y1, x2, y2]: Box, { range: [min, max] }: FcosLevel): boolean => {
  const longer = Math.max(x2 - x1, y2 - y1)
  return longer <= min || longer / 2 > max
}

/**
 * FCOS's assignment for one image: for every point, levels in order and row by row, the index of the box that
 * it learns, or -1.
 *
 * A point ((j + offset)·stride, (i + offset)·stride) may learn a box when it is less than radius·stride from the box's centre on both axes, strictly inside the
 * box, and max(l, t, r, b) is inside the level's range, its ends included where it is closed. Among several boxes the smallest area wins; among equal areas, the first.
 *
 * Deviation: areas are compared as they are; torchvision compares 1e8 - area, which in float32 ties areas 8 px² apart. Cost: each box
 * visits the points about its centre, on the levels that can hold it; there is no points × boxes matrix.
 *
 * @example fcosMatch({ levels: fcosLevels([{ stride: 8, height: 2, width: 2 }]), radius: 1.5 })([[2, 2, 14, 14]])
 * // => Int32Array [-1, -1, -1, 0]
 */
export const fcosMatch =
  ({ levels, radius }: FcosMatching) =>
  (boxes: readonly Box[]): Int32Array => {
    const match = new Int32Array(pointCount(levels)).fill(-1)
    const smallest = new Float64Array(match.length).fill(Infinity)
    let first = 0
    for (const level of levels) {
      const { stride, height, width, offset } = level
      const reach = radius * stride
      for (const [index, box] of boxes.entries()) {
        if (tooSmallOrLarge(box, level)) continue
        const rows = near(box[1], box[3], reach, level, height)
        const columns = near(box[0], box[2], reach, level, width)
        const size = area(box)
        for (let i = rows.from; i < rows.to; i++)
          for (let j = columns.from; j < columns.to; j++) {
            const point = first + i * width + j
            if (size < (smallest[point] ?? 0) && learns((j + offset) * stride, (i + offset) * stride, box, reach, level)) {
              smallest[point] = size
              match[point] = index
            }
          }
      }
      first += height * width
    }
    return match
  }

/** Boxes and 0-based class labels of one image. */
export interface Labelled {
  readonly boxes: readonly Box[]
  readonly labels: readonly number[]
}

/** What the losses of one image are fed, over all points; in float64, so that the reference target loses nothing. */
export interface FcosTargets {
  /** Class label, or -1 for background; [points]. */
  readonly classes: Int32Array
  /** Distances l, t, r, b to the box's sides in pixels; 1, 1, 1, 1 for background; [points, 4]. */
  readonly sides: Float64Array
  /** √(min(l, r) / max(l, r) · min(t, b) / max(t, b)); 0 for background; [points, 1]. */
  readonly centerness: Float64Array
  /** 1 for a point that learns a box, else 0; [points, 1]. */
  readonly positive: Float64Array
}

/** Centre-ness of a point inside its box (FCOS, Eq. 3), in (0, 1]. */
export const centerness = (l: number, t: number, r: number, b: number): number =>
  Math.sqrt((Math.min(l, r) / Math.max(l, r)) * (Math.min(t, b) / Math.max(t, b)))

/**
 * The arrays that FCOS's losses are fed for one image, from what `fcosMatch` found.
 *
 * Background points get harmless values (a box of side 2 about the point) rather than gaps, so that every loss is finite there and can be
 * masked by a product with `positive`.
 */
export const fcosTargets = (match: Int32Array, { boxes, labels }: Labelled, levels: readonly Points[]): FcosTargets => {
  const n = pointCount(levels)
  if (match.length !== n) throw new Error(`internal: a match of ${match.length} points for levels of ${n}`)
  const out: FcosTargets = {
    classes: new Int32Array(n).fill(-1),
    sides: new Float64Array(4 * n).fill(1),
    centerness: new Float64Array(n),
    positive: new Float64Array(n),
  }
  let point = 0
  for (const { stride, height, width, offset } of levels)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++, point++) {
        const index = match[point] ?? -1
        const box = boxes[index]
        const label = labels[index]
        if (index < 0) continue
        if (box === undefined || label === undefined) throw new Error(`internal: point ${point} learns box ${index} of ${boxes.length}`)
        const [x, y] = [(j + offset) * stride, (i + offset) * stride]
        const [l, t, r, b] = [x - box[0], y - box[1], box[2] - x, box[3] - y]
        out.classes[point] = label
        out.sides.set([l, t, r, b], 4 * point)
        out.centerness[point] = centerness(l, t, r, b)
        out.positive[point] = 1
      }
  return out
}
