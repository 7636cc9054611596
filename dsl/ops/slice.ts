import { apply, float } from '../core/apply.ts'
import { offsets, strides } from '../core/broadcast.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, isShape, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'

type Window = { readonly begin: readonly number[]; readonly size: Shape }
export type Pads = readonly (readonly [before: number, after: number])[]

const origin = (begin: readonly number[], shape: Shape): number => strides(shape).reduce((at, s, i) => at + s * (begin[i] ?? 0), 0)

/** A window of x. Its adjoint is `pad`. */
export const sliceOp = primitive<readonly [Tensor], Window>({
  name: 'slice',
  says: 'The window of the given size that begins at `begin`.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'the window lies inside x',
      holds: ([x], w) =>
        w.begin.length === x.shape.length &&
        w.size.length === x.shape.length &&
        isShape(w.size) &&
        w.begin.every((b, i) => Number.isInteger(b) && b >= 0 && b + (w.size[i] ?? 0) <= (x.shape[i] ?? 0)),
      found: ([x], w) => `begin [${w.begin.join(', ')}] + size [${w.size.join(', ')}] in [${x.shape.join(', ')}]`,
      hint: 'begin and size name every axis',
    },
  },
  type: (_, w) => ({ dtype: 'f32', shape: w.size }),
  grad: ([x], w, dy) => [
    () =>
      pad(
        dy,
        w.size.map((n, i) => [w.begin[i] ?? 0, (x.shape[i] ?? 0) - n - (w.begin[i] ?? 0)] as const),
      ),
  ],
  linear: [[0]],
  meaning: ([x], w) => Float64Array.from(offsets(w.size, strides(x.shape), origin(w.begin, x.shape)), (k) => x.data[k] ?? 0),
  lower: {
    tfjs: { call: ([x], { params }) => ({ kernel: 'Slice', inputs: { x }, attrs: { begin: [...params.begin], size: [...params.size] } }) },
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('Slice', [x, nodes.ints(params.begin), nodes.ints(params.size)], { T: { type: 'float' }, Index: { type: 'int32' } }),
    },
  },
})

/** Zeros about x. Its adjoint is `slice`. */
export const padOp = primitive<readonly [Tensor], { readonly pads: Pads }>({
  name: 'pad',
  says: 'Surrounds x with zeros.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'every axis has two whole pads that are not negative',
      holds: ([x], { pads }) => pads.length === x.shape.length && pads.every((p) => p.every((n) => Number.isInteger(n) && n >= 0)),
      found: ([x], { pads }) => `pads [${pads.map(([a, b]) => `${String(a)}+${String(b)}`).join(', ')}] of [${x.shape.join(', ')}]`,
      hint: 'crop with slice instead of padding by a negative number',
    },
  },
  type: ([x], { pads }) => ({ dtype: 'f32', shape: x.shape.map((d, i) => d + (pads[i]?.[0] ?? 0) + (pads[i]?.[1] ?? 0)) }),
  grad: ([x], { pads }, dy) => [
    () =>
      slice(
        dy,
        pads.map(([before]) => before),
        x.shape,
      ),
  ],
  linear: [[0]],
  meaning: ([x], { pads }, out) => {
    const y = new Float64Array(size(out.shape))
    const to = offsets(
      x.shape,
      strides(out.shape),
      origin(
        pads.map(([before]) => before),
        out.shape,
      ),
    )
    x.data.forEach((v, i) => {
      y[to[i] ?? 0] = v
    })
    return y
  },
  lower: {
    tfjs: {
      call: ([x], { params }) => ({
        kernel: 'PadV2',
        inputs: { x },
        attrs: { paddings: params.pads.map((p) => [...p]), constantValue: 0 },
      }),
    },
    tensorflow: {
      build: (nodes, [x], { params: { pads } }) =>
        nodes.op('Pad', [x, nodes.ints(pads.flat(), [pads.length, 2])], { T: { type: 'float' }, Tpaddings: { type: 'int32' } }),
    },
  },
})

/** The window of `size` that begins at `begin`. */
export const slice = <A extends Axes = Axes>(x: Tensor<'f32'>, begin: readonly number[], window: Shape): Tensor<'f32', A> =>
  sameShape(x.shape, window) && begin.every((b) => b === 0) ? float<A>(x) : float<A>(apply(sliceOp, [x], { begin, size: window }))

/** Zeros about x: `[before, after]` for each axis. */
export const pad = <A extends Axes = Axes>(x: Tensor<'f32'>, pads: Pads): Tensor<'f32', A> =>
  pads.every(([a, b]) => a === 0 && b === 0) && pads.length === x.shape.length ? float<A>(x) : float<A>(apply(padOp, [x], { pads }))
