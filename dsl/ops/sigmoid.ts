import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { sub } from './sub.ts'
import { unary } from './unary.ts'

export const sigmoidOp = unary({
  name: 'sigmoid',
  says: '1 / (1 + e^−x).',
  of: (x) => 1 / (1 + Math.exp(-x)),
  grad: (_x, dy, y) => mul(dy, mul(y, sub(constant(1), y))),
  kernel: 'Sigmoid',
})

/** 1 / (1 + e^−x). */
export const sigmoid = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(sigmoidOp, [x], {}))
