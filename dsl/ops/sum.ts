import { apply, float } from '../core/apply.ts'
import { broadcastShape, offsets, repeatedStrides } from '../core/broadcast.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, isShape, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { areAxes } from './axes.ts'
import { reshape } from './reshape.ts'

type Axis = { readonly axes: readonly number[] }

const summed = (shape: Shape, axes: readonly number[]): Shape => shape.map((d, i) => (axes.includes(i) ? 1 : d))

/** Sum over axes, which stay with extent 1. Its adjoint is `broadcast`. */
export const sumOp = primitive<readonly [Tensor], Axis>({
  name: 'sum',
  says: 'Sums over axes; they stay, with extent 1.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'every axis is one of x, named once',
      holds: ([x], { axes }) => areAxes(x, axes),
      found: ([x], { axes }) => `axes ${axes.join(', ')} of rank ${String(x.shape.length)}`,
      hint: 'axes count from 0',
    },
  },
  type: ([x], { axes }) => ({ dtype: 'f32', shape: summed(x.shape, axes) }),
  grad: ([x], _, dy) => [() => broadcast(dy, x.shape)],
  linear: [[0]],
  meaning: ([x], _, out) => {
    const y = new Float64Array(size(out.shape))
    const to = offsets(x.shape, repeatedStrides(out.shape, x.shape))
    x.data.forEach((v, i) => {
      const k = to[i] ?? 0
      y[k] = (y[k] ?? 0) + v
    })
    return y
  },
  lower: {
    tfjs: {
      call: ([x], { params }) => ({ kernel: 'Sum', inputs: { x }, attrs: { axis: [...params.axes], keepDims: true } }),
    },
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('Sum', [x, nodes.ints(params.axes)], { T: { type: 'float' }, Tidx: { type: 'int32' }, keep_dims: { bool: true } }),
    },
  },
})

/** Repeats along the axes where x has extent 1, or none. Its adjoint is `sum`. */
export const broadcastOp = primitive<readonly [Tensor], { readonly shape: Shape }>({
  name: 'broadcast',
  says: 'Repeats along the axes where x has extent 1, to a shape of the same rank.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'x repeats to the shape',
      holds: ([x], { shape }) =>
        isShape(shape) && x.shape.length === shape.length && sameShape(broadcastShape(x.shape, shape) ?? [], shape),
      found: ([x], { shape }) => `[${x.shape.join(', ')}] does not repeat to [${shape.join(', ')}]`,
      hint: 'only axes of extent 1 repeat',
    },
  },
  type: (_, { shape }) => ({ dtype: 'f32', shape }),
  grad: ([x], _, dy) => [() => sumTo(dy, x.shape)],
  linear: [[0]],
  meaning: ([x], _, out) => Float64Array.from(offsets(out.shape, repeatedStrides(x.shape, out.shape)), (k) => x.data[k] ?? 0),
  lower: {
    tfjs: {
      call: ([x], { types, out }) => ({
        kernel: 'Tile',
        inputs: { x },
        attrs: { reps: out.shape.map((d, i) => d / (types[0].shape[i] ?? 1)) },
      }),
    },
    tensorflow: {
      build: (nodes, [x], { out }) =>
        nodes.op('BroadcastTo', [x, nodes.ints(out.shape)], { T: { type: 'float' }, Tidx: { type: 'int32' } }),
    },
  },
})

/** Sum over `axes`, kept with extent 1; all of them when left out. */
export const sum = <A extends Axes = Axes>(x: Tensor<'f32'>, axes: readonly number[] = x.shape.map((_, i) => i)): Tensor<'f32', A> => {
  const real = axes.filter((a) => x.shape[a] !== 1)
  return real.length === 0 && axes.every((a) => a < x.shape.length)
    ? float<A>(x)
    : float<A>(apply(sumOp, [x], { axes: real.length === 0 ? axes : real }))
}

/** Sum of all elements, as a scalar. */
export const total = (x: Tensor<'f32'>): Tensor<'f32', readonly []> => reshape<readonly []>(sum(x), [])

/** Repeats x, whose axes align from the last, to `shape`. */
export const broadcast = <A extends Axes = Axes>(x: Tensor<'f32'>, shape: Shape): Tensor<'f32', A> => {
  if (sameShape(x.shape, shape)) return float<A>(x)
  const aligned = reshape(x, [...shape.slice(0, Math.max(0, shape.length - x.shape.length)).map(() => 1), ...x.shape])
  return sameShape(aligned.shape, shape) ? float<A>(aligned) : float<A>(apply(broadcastOp, [aligned], { shape }))
}

/** The adjoint of `broadcast`: sums over the axes that were repeated. */
export const sumTo = (dy: Tensor<'f32'>, shape: Shape): Tensor<'f32'> => {
  const extra = dy.shape.length - shape.length
  const repeated = dy.shape.flatMap((d, i) => (i < extra || (d !== 1 && shape[i - extra] === 1) ? [i] : []))
  return reshape(repeated.length === 0 ? dy : sum(dy, repeated), shape)
}
