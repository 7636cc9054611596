import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { unary } from './unary.ts'

export const signOp = unary({
  name: 'sign',
  says: '−1, 0 or 1; its gradient is 0.',
  of: Math.sign,
  grad: (_x, dy) => mul(dy, constant(0)),
  kernel: 'Sign',
})

/** −1, 0 or 1; its gradient is 0. */
export const sign = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(signOp, [x], {}))
