import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { binary } from './binary.ts'
import { mul } from './mul.ts'
import { neg } from './neg.ts'
import { sumTo } from './sum.ts'

export const divOp = binary({
  name: 'div',
  says: 'x / y.',
  of: (x, y) => x / y,
  grad: ([x, y], dy, z) => [() => sumTo(div(dy, y), x.shape), () => neg(sumTo(div(mul(dy, z), y), y.shape))],
  linear: [[0]],
  kernel: 'RealDiv',
})

/** x / y. The axes are the same; `float` states those of an operand that repeats. */
export const div = <A extends Axes>(x: Tensor<'f32', A>, y: Tensor<'f32', NoInfer<A>>): Tensor<'f32', A> =>
  float<A>(apply(divOp, [x, y], {}))
