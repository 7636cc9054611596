import { apply, float } from '../core/apply.ts'
import { offsets, strides } from '../core/broadcast.ts'
import { primitive } from '../core/primitive.ts'
import type { Axes, Tensor } from '../core/tensor.ts'

type Permutation = { readonly order: readonly number[] }

const inverse = (order: readonly number[]): readonly number[] => order.map((_, i) => order.indexOf(i))

/** Permutes axes. */
export const transposeOp = primitive<readonly [Tensor], Permutation>({
  name: 'transpose',
  says: 'Permutes axes: axis i of the output is axis order[i] of x.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'the order names every axis of x once',
      holds: ([x], { order }) => order.length === x.shape.length && x.shape.every((_, i) => order.includes(i)),
      found: ([x], { order }) => `order ${order.join(', ')} of rank ${String(x.shape.length)}`,
      hint: 'an order of rank 4 is, for example, [0, 3, 1, 2]',
    },
  },
  type: ([x], { order }) => ({ dtype: 'f32', shape: order.map((i) => x.shape[i] ?? 1) }),
  grad: (_, { order }, dy) => [() => transpose(dy, inverse(order))],
  linear: [[0]],
  meaning: ([x], { order }, out) => {
    const from = strides(x.shape)
    return Float64Array.from(
      offsets(
        out.shape,
        order.map((i) => from[i] ?? 0),
      ),
      (k) => x.data[k] ?? 0,
    )
  },
  lower: {
    tfjs: { call: ([x], { params }) => ({ kernel: 'Transpose', inputs: { x }, attrs: { perm: [...params.order] } }) },
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('Transpose', [x, nodes.ints(params.order)], { T: { type: 'float' }, Tperm: { type: 'int32' } }),
    },
  },
})

/** Permutes axes: axis i of the result is axis order[i] of x. */
export const transpose = <A extends Axes = Axes>(x: Tensor<'f32'>, order: readonly number[]): Tensor<'f32', A> =>
  float<A>(apply(transposeOp, [x], { order }))
