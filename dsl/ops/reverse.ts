import { apply, float } from '../core/apply.ts'
import { offsets, strides } from '../core/broadcast.ts'
import { primitive } from '../core/primitive.ts'
import type { Axes, Tensor } from '../core/tensor.ts'
import { areAxes } from './axes.ts'

/** Reverses the order along axes. */
export const reverseOp = primitive<readonly [Tensor], { readonly axes: readonly number[] }>({
  name: 'reverse',
  says: 'Reverses the order along axes.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'every axis is one of x, named once',
      holds: ([x], { axes }) => areAxes(x, axes),
      found: ([x], { axes }) => `axes ${axes.join(', ')} of rank ${String(x.shape.length)}`,
      hint: 'axes count from 0',
    },
  },
  type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
  grad: (_, { axes }, dy) => [() => reverse(dy, axes)],
  linear: [[0]],
  meaning: ([x], { axes }) => {
    const own = strides(x.shape)
    const steps = own.map((s, i) => (axes.includes(i) ? -s : s))
    const origin = axes.reduce((at, a) => at + ((x.shape[a] ?? 1) - 1) * (own[a] ?? 0), 0)
    return Float64Array.from(offsets(x.shape, steps, origin), (k) => x.data[k] ?? 0)
  },
  lower: {
    tfjs: { call: ([x], { params }) => ({ kernel: 'Reverse', inputs: { x }, attrs: { dims: [...params.axes] } }) },
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('ReverseV2', [x, nodes.ints(params.axes)], { T: { type: 'float' }, Tidx: { type: 'int32' } }),
    },
  },
})

/** Reverses the order along axes. */
export const reverse = <A extends Axes>(x: Tensor<'f32', A>, axes: readonly number[]): Tensor<'f32', A> =>
  float<A>(apply(reverseOp, [x], { axes }))
