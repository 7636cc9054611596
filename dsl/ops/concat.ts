import { apply, float } from '../core/apply.ts'
import { offsets, strides } from '../core/broadcast.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, sameShape, size, type Tensor } from '../core/tensor.ts'
import { areAxes } from './axes.ts'
import { slice } from './slice.ts'

const without = (shape: readonly number[], axis: number): readonly number[] => shape.filter((_, i) => i !== axis)

/** Joins tensors along an axis. */
export const concatOp = primitive<readonly Tensor[], { readonly axis: number }>({
  name: 'concat',
  says: 'Joins tensors, in order, along an axis.',
  inputs: ['x…'],
  rules: {
    C1: {
      says: 'there is something to join, and the axis exists',
      holds: (xs, { axis }) => xs.length > 0 && xs.every((x) => areAxes(x, [axis])),
      found: (xs, { axis }) => `axis ${String(axis)} of ${String(xs.length)} tensors`,
      hint: 'axes count from 0',
    },
    C2: {
      says: 'the other extents agree',
      holds: (xs, { axis }) => xs.every((x) => sameShape(without(x.shape, axis), without(xs[0]?.shape ?? [], axis))),
      found: (xs) => xs.map((x) => `[${x.shape.join(', ')}]`).join(' ≠ '),
      hint: 'bring them to one shape first',
    },
  },
  type: (xs, { axis }) => ({
    dtype: 'f32',
    shape: (xs[0]?.shape ?? []).map((d, i) => (i === axis ? xs.reduce((n, x) => n + (x.shape[axis] ?? 0), 0) : d)),
  }),
  grad: (xs, { axis }, dy) =>
    xs.map((x, i) => () => {
      const before = xs.slice(0, i).reduce((n, y) => n + (y.shape[axis] ?? 0), 0)
      return slice(
        dy,
        x.shape.map((_, k) => (k === axis ? before : 0)),
        x.shape,
      )
    }),
  linear: 'all',
  meaning: (xs, { axis }, out) => {
    const y = new Float64Array(size(out.shape))
    const own = strides(out.shape)
    let at = 0
    for (const x of xs) {
      const to = offsets(x.shape, own, at * (own[axis] ?? 0))
      x.data.forEach((v, i) => {
        y[to[i] ?? 0] = v
      })
      at += x.shape[axis] ?? 0
    }
    return y
  },
  lower: {
    tfjs: { call: (xs, { params }) => ({ kernel: 'Concat', inputs: [...xs], attrs: { axis: params.axis } }) },
    tensorflow: {
      build: (nodes, xs, { params }) =>
        nodes.op('ConcatV2', [...xs, nodes.ints([params.axis], [])], {
          N: { int: xs.length },
          T: { type: 'float' },
          Tidx: { type: 'int32' },
        }),
    },
  },
})

/** Joins tensors, in order, along an axis. */
export const concat = <A extends Axes = Axes>(xs: readonly Tensor<'f32'>[], axis: number): Tensor<'f32', A> => {
  const [first] = xs
  return first !== undefined && xs.length === 1 ? float<A>(first) : float<A>(apply(concatOp, xs, { axis }))
}
