import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { unary } from './unary.ts'

export const negOp = unary({
  name: 'neg',
  says: 'The negative.',
  of: (x) => -x,
  grad: (_x, dy) => neg(dy),
  linear: [[0]],
  kernel: 'Neg',
})

/** The negative. */
export const neg = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(negOp, [x], {}))
