import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { div } from './div.ts'
import { unary } from './unary.ts'

export const logOp = unary({
  name: 'log',
  says: 'The natural logarithm.',
  of: Math.log,
  grad: (x, dy) => div(dy, x),
  kernel: 'Log',
})

/** The natural logarithm. */
export const log = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(logOp, [x], {}))
