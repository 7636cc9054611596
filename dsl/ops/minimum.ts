import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { binary } from './binary.ts'
import { add } from './add.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { sign } from './sign.ts'
import { sub } from './sub.ts'
import { sumTo } from './sum.ts'

export const minimumOp = binary({
  name: 'minimum',
  says: 'The smaller of x and y; at a tie each gets half of the gradient, as in PyTorch.',
  of: Math.min,
  grad: ([x, y], dy) => [
    () => sumTo(mul(dy, mul(constant(0.5), sub(constant(1), sign(sub(x, y))))), x.shape),
    () => sumTo(mul(dy, mul(constant(0.5), add(constant(1), sign(sub(x, y))))), y.shape),
  ],
  kernel: 'Minimum',
})

/** The smaller of x and y; at a tie each gets half of the gradient, as in PyTorch. The axes are the same; `float` states those of an operand that repeats. */
export const minimum = <A extends Axes>(x: Tensor<'f32', A>, y: Tensor<'f32', NoInfer<A>>): Tensor<'f32', A> =>
  float<A>(apply(minimumOp, [x, y], {}))
