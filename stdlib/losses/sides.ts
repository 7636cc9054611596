import type { Axes, Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { maximum } from '../../dsl/ops/maximum.ts'
import { minimum } from '../../dsl/ops/minimum.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { slice } from '../../dsl/ops/slice.ts'
import { sub } from '../../dsl/ops/sub.ts'

/** Distances from a point to the four sides of a box: the last axis is left, top, right, bottom. */
export type Sides = Tensor<'f32', readonly ['image', 'point', 'side']>

/** A number a point. */
export type PerPoint = Tensor<'f32', readonly ['image', 'point', 'value']>

/** The sides of a rectangle a point. */
export interface Rectangle {
  readonly width: PerPoint
  readonly height: PerPoint
}

/** Left, top, right or bottom alone. */
export const side = (x: Tensor<'f32'>, i: 0 | 1 | 2 | 3): PerPoint => slice(x, [0, 0, i], [...x.shape.slice(0, 2), 1])

const rectangle = (s: Sides): Rectangle => ({ width: add(side(s, 0), side(s, 2)), height: add(side(s, 1), side(s, 3)) })

export const area = ({ width, height }: Rectangle): PerPoint => mul(width, height)

const of =
  <A extends Axes>(pick: (x: Sides, y: Sides) => Tensor<'f32', A>) =>
  (a: Sides, b: Sides): Rectangle => {
    const s = pick(a, b)
    return { width: add(side(s, 0), side(s, 2)), height: add(side(s, 1), side(s, 3)) }
  }

/** What two boxes about the same point share: both hold it, so the smaller distances bound it. */
export const intersection = of(minimum)

/** The smallest rectangle about two boxes that hold the same point. */
export const hull = of(maximum)

/** The area that two boxes cover together, from that which they share. */
export const union = (a: Sides, b: Sides, shared: PerPoint): PerPoint => sub(add(area(rectangle(a)), area(rectangle(b))), shared)
