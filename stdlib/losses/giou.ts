import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { neg } from '../../dsl/ops/neg.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { area, hull, intersection, type PerPoint, type Sides, union } from './sides.ts'

/**
 * 1 − GIoU (Rezatofighi et al., 2019) of two boxes about the same point, given by their distances to it in pixels: [n, points, 4]
 * to [n, points, 1], not reduced.
 *
 *   IoU = I / (U + 1e-7),   GIoU = IoU − (C − U) / (C + 1e-7)
 *
 * The two 1e-7 px² are torchvision's `generalized_box_iou_loss`.
 */
export const giouLoss = (a: Sides, b: Sides): PerPoint => {
  const shared = area(intersection(a, b))
  const enclosing = area(hull(a, b))
  const covered = union(a, b, shared)
  const giou = sub(div(shared, add(covered, constant(1e-7))), div(sub(enclosing, covered), add(enclosing, constant(1e-7))))
  return add(neg(giou), constant(1))
}
