import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { binary } from './binary.ts'
import { sumTo } from './sum.ts'

export const mulOp = binary({
  name: 'mul',
  says: 'x · y.',
  of: (x, y) => x * y,
  grad: ([x, y], dy) => [() => sumTo(mul(dy, y), x.shape), () => sumTo(mul(dy, x), y.shape)],
  linear: [[0], [1]],
  kernel: 'Multiply',
  op: 'Mul',
})

/** x · y. The axes are the same; `float` states those of an operand that repeats. */
export const mul = <A extends Axes>(x: Tensor<'f32', A>, y: Tensor<'f32', NoInfer<A>>): Tensor<'f32', A> =>
  float<A>(apply(mulOp, [x, y], {}))
