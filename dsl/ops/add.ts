import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { binary } from './binary.ts'
import { sumTo } from './sum.ts'

export const addOp = binary({
  name: 'add',
  says: 'x + y.',
  of: (x, y) => x + y,
  grad: ([x, y], dy) => [() => sumTo(dy, x.shape), () => sumTo(dy, y.shape)],
  linear: [[0, 1]],
  kernel: 'Add',
  op: 'AddV2',
})

/** x + y. The axes are the same; `float` states those of an operand that repeats. */
export const add = <A extends Axes>(x: Tensor<'f32', A>, y: Tensor<'f32', NoInfer<A>>): Tensor<'f32', A> =>
  float<A>(apply(addOp, [x, y], {}))
