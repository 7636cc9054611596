import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { unary } from './unary.ts'

export const stepOp = unary({
  name: 'step',
  says: '1 where x > 0, else 0; its gradient is 0.',
  of: (x) => (x > 0 ? 1 : 0),
  grad: (_x, dy) => mul(dy, constant(0)),
  kernel: 'Step',
  attrs: () => ({ alpha: 0 }),
  tensorflow: {
    build: (nodes, [x]) =>
      nodes.op('Cast', [nodes.op('Greater', [x, nodes.scalar(0)], { T: { type: 'float' } })], {
        SrcT: { type: 'bool' },
        DstT: { type: 'float' },
      }),
  },
})

/** 1 where x > 0, else 0; its gradient is 0. */
export const step = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(stepOp, [x], {}))
