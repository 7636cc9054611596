import type { Axes, Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { maximum } from '../../dsl/ops/maximum.ts'
import { minimum } from '../../dsl/ops/minimum.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { neg } from '../../dsl/ops/neg.ts'
import { slice } from '../../dsl/ops/slice.ts'
import { sub } from '../../dsl/ops/sub.ts'

/** Distances from a point to the four sides of a box: the last axis is left, top, right, bottom. */
export type Sides = Tensor<'f32', readonly ['image', 'point', 'side']>
type PerPoint = Tensor<'f32', readonly ['image', 'point', 'value']>

const part = (x: Tensor<'f32'>, i: number): PerPoint => slice(x, [0, 0, i], [...x.shape.slice(0, 2), 1])
const span = <A extends Axes>(
  pick: (x: Sides, y: Sides) => Tensor<'f32', A>,
  a: Sides,
  b: Sides,
): { readonly width: PerPoint; readonly height: PerPoint } => {
  const s = pick(a, b)
  return { width: add(part(s, 0), part(s, 2)), height: add(part(s, 1), part(s, 3)) }
}
const area = ({ width, height }: { readonly width: PerPoint; readonly height: PerPoint }): PerPoint => mul(width, height)

/**
 * 1 − GIoU (Rezatofighi et al., 2019) of two boxes about the same point, given by their distances to it in pixels: [n, points, 4]
 * to [n, points, 1], not reduced. Both boxes hold the point, so the intersection is that of the smaller distances.
 *
 *   IoU = I / (U + 1e-7),   GIoU = IoU − (C − U) / (C + 1e-7)
 *
 * The two 1e-7 px² are torchvision's `generalized_box_iou_loss`.
 */
export const giouLoss = (a: Sides, b: Sides): PerPoint => {
  const shared = area(span(minimum, a, b))
  const hull = area(span(maximum, a, b))
  const own = (s: Sides): PerPoint => area({ width: add(part(s, 0), part(s, 2)), height: add(part(s, 1), part(s, 3)) })
  const union = sub(add(own(a), own(b)), shared)
  const giou = sub(div(shared, add(union, constant(1e-7))), div(sub(hull, union), add(hull, constant(1e-7))))
  return add(neg(giou), constant(1))
}
