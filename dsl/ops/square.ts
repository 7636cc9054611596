import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { unary } from './unary.ts'

export const squareOp = unary({
  name: 'square',
  says: 'x².',
  of: (x) => x * x,
  grad: (x, dy) => mul(dy, mul(constant(2), x)),
  kernel: 'Square',
})

/** x². */
export const square = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(squareOp, [x], {}))
