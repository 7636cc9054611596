import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { mul } from './mul.ts'
import { unary } from './unary.ts'

export const expOp = unary({
  name: 'exp',
  says: 'The exponential.',
  of: Math.exp,
  grad: (_x, dy, y) => mul(dy, y),
  kernel: 'Exp',
})

/** The exponential. */
export const exp = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(expOp, [x], {}))
