import { type Box, type Extent, area } from '../boxes/box.ts'
import { intersection } from '../boxes/iou.ts'
import { type AnchorLevel, anchorAbout } from './anchors.ts'

/** How intersections over union (IoU) of anchors and boxes are computed, and compared. */
export interface Arithmetic {
  /** The anchor of these sides about the point in row i and column j. */
  readonly anchor: (level: AnchorLevel, shape: Extent, i: number, j: number) => Box
  readonly box: (box: Box) => Box
  readonly iou: (anchor: Box, shape: Extent, box: Box) => number
  readonly threshold: (value: number) => number
  /** From here on an IoU ties with `best`. */
  readonly tie: (best: number) => number
}

/** Sums of other order round otherwise; nothing else makes two IoUs as near as that. */
const ROUNDING = 1e-9

/** As real numbers: the area of an anchor is that of its shape, whatever its place rounds to, and what differs by rounding alone ties. */
export const exact: Arithmetic = {
  anchor: anchorAbout,
  box: (box) => box,
  iou: (anchor, { width, height }, box) => {
    const shared = intersection(anchor, box)
    return shared === 0 ? 0 : shared / (area(box) + width * height - shared)
  },
  threshold: (value) => value,
  tie: (best) => best * (1 - ROUNDING),
}

const f = Math.fround

const side = (low: number, high: number): number => Math.max(0, f(high - low))

/** mmdetection's order of operations in float32, corner by corner: IoUs that would tie differ by rounding, here and there. */
export const float32: Arithmetic = {
  anchor: ({ stride, offset }, { width, height }, i, j) => {
    const [x, y] = [f((j + offset) * stride), f((i + offset) * stride)]
    const [w, h] = [f(0.5 * f(width)), f(0.5 * f(height))]
    return [f(x - w), f(y - h), f(x + w), f(y + h)]
  },
  box: ([x1, y1, x2, y2]) => [f(x1), f(y1), f(x2), f(y2)],
  iou: (a, _, b) => {
    const shared = f(side(Math.max(a[0], b[0]), Math.min(a[2], b[2])) * side(Math.max(a[1], b[1]), Math.min(a[3], b[3])))
    const both = f(f(f(b[2] - b[0]) * f(b[3] - b[1])) + f(f(a[2] - a[0]) * f(a[3] - a[1])))
    return f(shared / Math.max(f(both - shared), f(1e-6)))
  },
  threshold: f,
  tie: (best) => best,
}
