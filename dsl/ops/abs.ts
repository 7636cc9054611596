import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { mul } from './mul.ts'
import { sign } from './sign.ts'
import { unary } from './unary.ts'

export const absOp = unary({
  name: 'abs',
  says: 'The absolute value; its gradient at 0 is 0.',
  of: Math.abs,
  grad: (x, dy) => mul(dy, sign(x)),
  kernel: 'Abs',
})

/** The absolute value; its gradient at 0 is 0. */
export const abs = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(absOp, [x], {}))
