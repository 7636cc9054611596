import { apply, float } from '../core/apply.ts'
import { primitive } from '../core/primitive.ts'
import type { Axes, Tensor } from '../core/tensor.ts'

/** Class indices as f32 numbers, exact to 2²⁴. */
export const castOp = primitive<readonly [Tensor], { readonly [key: string]: never }>({
  name: 'cast',
  says: 'Integers as f32 numbers.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'x is i32',
      holds: ([x]) => x.dtype === 'i32',
      found: ([x]) => x.dtype,
      hint: 'an f32 tensor needs no cast',
    },
  },
  type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
  grad: () => [null],
  meaning: ([x]) => x.data,
  lower: {
    tfjs: { call: ([x]) => ({ kernel: 'Cast', inputs: { x }, attrs: { dtype: 'float32' } }) },
    tensorflow: { build: (nodes, [x]) => nodes.op('Cast', [x], { SrcT: { type: 'int32' }, DstT: { type: 'float' } }) },
  },
})

/** Integers as f32 numbers. */
export const cast = <A extends Axes>(x: Tensor<'i32', A>): Tensor<'f32', A> => float<A>(apply(castOp, [x], {}))
