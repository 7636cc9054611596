import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { neg } from '../../dsl/ops/neg.ts'
import { square } from '../../dsl/ops/square.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { area, hull, intersection, type PerPoint, side, type Sides, union } from './sides.ts'

/** How far the centre of box a lies from that of box b along an axis, its two sides given. */
const apart = (a: Sides, b: Sides, low: 0 | 1, high: 2 | 3): PerPoint =>
  mul(sub(sub(side(a, high), side(a, low)), sub(side(b, high), side(b, low))), constant(0.5))

/**
 * 1 − DIoU (Zheng et al., 2020) of two boxes about the same point, given by their distances to it in pixels: [n, points, 4] to
 * [n, points, 1], not reduced.
 *
 *   IoU = I / (U + 1e-7),   DIoU = IoU − ρ² / (c² + 1e-7)      ρ between the centres, c the diagonal of the enclosing box
 *
 * As mmdetection's `DIoULoss`. Deviation: mmdetection adds its ε to distances in strides, which for boxes of a pixel and more changes nothing
 * that float32 holds.
 */
export const diouLoss = (a: Sides, b: Sides): PerPoint => {
  const shared = area(intersection(a, b))
  const iou = div(shared, add(union(a, b, shared), constant(1e-7)))
  const { width, height } = hull(a, b)
  const centres = add(square(apart(a, b, 0, 2)), square(apart(a, b, 1, 3)))
  const diagonal = add(square(width), square(height))
  return add(neg(sub(iou, div(centres, add(diagonal, constant(1e-7))))), constant(1))
}
