import { apply, float } from '../core/apply.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { elementType, primitive } from '../core/primitive.ts'

/** The identity, through which no gradient passes. */
export const stopGradientOp = primitive<readonly [Tensor], { readonly [key: string]: never }>({
  name: 'stopGradient',
  says: 'x itself, held constant by differentiation.',
  inputs: ['x'],
  rules: {},
  type: ([x]) => ({ dtype: x.dtype, shape: x.shape }),
  grad: () => [null],
  linear: [[0]],
  meaning: ([x]) => x.data,
  lower: {
    tfjs: 'alias',
    tensorflow: { build: (nodes, [x], { out }) => nodes.op('Identity', [x], { T: { type: elementType(out.dtype) } }) },
  },
})

/** x itself, held constant by differentiation. */
export const stopGradient = <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> => float<A>(apply(stopGradientOp, [x], {}))
