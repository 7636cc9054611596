import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { mul } from './mul.ts'
import { sigmoid } from './sigmoid.ts'
import { unary } from './unary.ts'

export const softplusOp = unary({
  name: 'softplus',
  says: 'log(1 + e^x), without overflow.',
  of: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  grad: (x, dy) => mul(dy, sigmoid(x)),
  kernel: 'Softplus',
})

/** log(1 + e^x), without overflow. */
export const softplus = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(softplusOp, [x], {}))
