import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { div } from './div.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { unary } from './unary.ts'

export const sqrtOp = unary({
  name: 'sqrt',
  says: 'The square root.',
  of: Math.sqrt,
  grad: (_x, dy, y) => div(dy, mul(constant(2), y)),
  kernel: 'Sqrt',
})

/** The square root. */
export const sqrt = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(sqrtOp, [x], {}))
