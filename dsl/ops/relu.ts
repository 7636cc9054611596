import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { mul } from './mul.ts'
import { step } from './step.ts'
import { unary } from './unary.ts'

export const reluOp = unary({
  name: 'relu',
  says: 'max(x, 0); its gradient at 0 is 0, as in PyTorch.',
  of: (x) => Math.max(x, 0),
  // The sign of y is that of x: x itself need not be kept for it.
  grad: (_x, dy, y) => mul(dy, step(y)),
  kernel: 'Relu',
})

/** max(x, 0); its gradient at 0 is 0, as in PyTorch. */
export const relu = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(reluOp, [x], {}))
