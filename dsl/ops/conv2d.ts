import { apply, float } from '../core/apply.ts'
import { type Attributes, primitive, type Rule } from '../core/primitive.ts'
import { type Axes, extent, isShape, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { filterOf, inputByConvolution } from './conv2d-adjoints.ts'
import { filterAdjoint } from './conv2d-strips.ts'
import { forwardWindow, inputAdjoint } from './conv2d-tensorflow.ts'
import { convolved, eachTap, type Window } from './window.ts'

// The convolution and its two adjoints: each is bilinear, and the gradients of each are the other two.
//   y = conv(x, w)    dx = convInput(dy, w)    dw = convFilter(x, dy)

type Two = readonly [Tensor<'f32'>, Tensor<'f32'>]
const shown = (s: Shape): string => `[${s.join(', ')}]`
const sound = (w: Window): boolean => isShape([...w.strides, ...w.dilations]) && w.pads.flat().every((v) => Number.isInteger(v) && v >= 0)

const ranks: Rule<Two, Window> = {
  says: 'both inputs have rank 4',
  holds: ([a, b]) => a.shape.length === 4 && b.shape.length === 4,
  found: ([a, b]) => `ranks are ${String(a.shape.length)} and ${String(b.shape.length)}`,
  hint: 'features are NHWC, kernels HWIO',
}
const windows: Rule<Two, Window> = {
  says: 'strides and dilations are positive integers, pads whole and not negative',
  holds: (_, w) => sound(w),
  found: (_, w) => `strides ${shown(w.strides)}, dilations ${shown(w.dilations)}, pads ${shown(w.pads.flat())}`,
  hint: 'centred(kernel, stride) makes the usual window',
}
const lowered = (w: Window, pads = w.pads): Attributes => ({
  strides: [...w.strides],
  pad: [[0, 0], [...pads[0]], [...pads[1]], [0, 0]],
  dataFormat: 'NHWC',
  dilations: [...w.dilations],
  dimRoundingMode: 'floor',
})

const output = (x: Shape, w: Shape, win: Window): Shape => [
  extent(x, 0),
  convolved(extent(x, 1), extent(w, 0), win, 0),
  convolved(extent(x, 2), extent(w, 1), win, 1),
  extent(w, 3),
]

/** Does a convolution of x with w give y, all four axes? */
const gives = (x: Shape, w: Shape, win: Window, y: Shape): boolean =>
  [x, w].every((s) => s.length === 4 && isShape(s)) && x[3] === w[2] && sameShape(output(x, w, win), y)

export const conv2dOp = primitive<Two, Window>({
  name: 'conv2d',
  says: 'Correlates NHWC x with the HWIO kernel w.',
  inputs: ['x', 'w'],
  rules: {
    C1: ranks,
    C2: windows,
    C3: {
      says: 'channels(x) = inChannels(w)',
      holds: ([x, w]) => x.shape[3] === w.shape[2],
      found: ([x, w]) => `${String(x.shape[3])} ≠ ${String(w.shape[2])}`,
      hint: 'check the width of what comes before',
    },
    C4: {
      says: 'the kernel fits into the padded x',
      holds: ([x, w], win) => output(x.shape, w.shape, win).every((d) => d > 0),
      found: ([x, w], win) => `the output would be ${shown(output(x.shape, w.shape, win))}`,
      hint: 'a larger image, a smaller kernel or more padding',
    },
  },
  type: ([x, w], win) => ({ dtype: 'f32', shape: output(x.shape, w.shape, win) }),
  grad: ([x, w], win, dy) => [() => conv2dInput(dy, w, win, x.shape), () => conv2dFilter(x, dy, win, w.shape)],
  macs: ([, w], _, y) => (size(y.shape) * size(w.shape)) / extent(w.shape, 3),
  linear: [[0], [1]],
  meaning: ([x, w], win, out) => {
    const y = new Float64Array(size(out.shape))
    const [ci, co] = [extent(w.shape, 2), extent(w.shape, 3)]
    eachTap({ x: x.shape, w: w.shape, y: out.shape }, win, (at, wt, to) => {
      for (let c = 0; c < ci; c++) {
        const v = x.data[at + c] ?? 0
        if (v !== 0) for (let o = 0; o < co; o++) y[to + o] = (y[to + o] ?? 0) + v * (w.data[wt + c * co + o] ?? 0)
      }
    })
    return y
  },
  lower: {
    tfjs: { call: ([x, filter], { params }) => ({ kernel: 'Conv2D', inputs: { x, filter }, attrs: lowered(params) }) },
    tensorflow: {
      build: (nodes, [x, w], { params, types }) => nodes.product('Conv2D', [x, w], forwardWindow(types[0].shape, types[1].shape, params)),
    },
  },
})

export type InputAdjoint = Window & { readonly shape: Shape }

export const conv2dInputOp = primitive<Two, InputAdjoint>({
  name: 'conv2dInput',
  says: 'The adjoint of conv2d in x: spreads the cotangent dy back through the kernel w.',
  inputs: ['dy', 'w'],
  rules: {
    C1: ranks,
    C2: windows,
    C3: {
      says: 'dy is what conv2d would give for this x',
      holds: ([dy, w], p) => gives(p.shape, w.shape, p, dy.shape),
      found: ([dy, w], p) => `${shown(dy.shape)} ≠ ${shown(output(p.shape, w.shape, p))} of x ${shown(p.shape)}`,
      hint: 'the window and the shape are those of the convolution',
    },
  },
  type: (_, p) => ({ dtype: 'f32', shape: p.shape }),
  grad: ([dy, w], p, u) => [() => conv2d(u, w, p), () => conv2dFilter(u, dy, p, w.shape)],
  macs: ([dy, w]) => (size(dy.shape) * size(w.shape)) / extent(w.shape, 3),
  linear: [[0], [1]],
  meaning: ([dy, w], p) => {
    const x = new Float64Array(size(p.shape))
    const [ci, co] = [extent(w.shape, 2), extent(w.shape, 3)]
    eachTap({ x: p.shape, w: w.shape, y: dy.shape }, p, (at, wt, from) => {
      for (let c = 0; c < ci; c++) {
        let s = 0
        for (let o = 0; o < co; o++) s += (dy.data[from + o] ?? 0) * (w.data[wt + c * co + o] ?? 0)
        x[at + c] = (x[at + c] ?? 0) + s
      }
    })
    return x
  },
  decompose: ([dy, w], p) => inputByConvolution(conv2d, dy, w, p),
  lower: {
    tfjs: {
      call: ([dy, filter], { params }) => ({
        kernel: 'Conv2DBackpropInput',
        inputs: { dy, filter },
        attrs: { ...lowered(params), inputShape: [...params.shape] },
      }),
    },
    tensorflow: { build: (nodes, inputs, { params, types }) => inputAdjoint(nodes, inputs, types[1].shape, params) },
  },
})

export const conv2dFilterOp = primitive<Two, InputAdjoint>({
  name: 'conv2dFilter',
  says: 'The adjoint of conv2d in w: correlates x with the cotangent dy.',
  inputs: ['x', 'dy'],
  rules: {
    C1: ranks,
    C2: windows,
    C3: {
      says: 'dy is what conv2d would give for this kernel',
      holds: ([x, dy], p) => gives(x.shape, p.shape, p, dy.shape),
      found: ([x, dy], p) => `${shown(dy.shape)} ≠ ${shown(output(x.shape, p.shape, p))} of kernel ${shown(p.shape)}`,
      hint: 'the window and the shape are those of the convolution',
    },
  },
  type: (_, p) => ({ dtype: 'f32', shape: p.shape }),
  grad: ([x, dy], p, v) => [() => conv2dInput(dy, v, p, x.shape), () => conv2d(x, v, p)],
  macs: ([, dy], p) => (size(dy.shape) * size(p.shape)) / extent(p.shape, 3),
  linear: [[0], [1]],
  meaning: ([x, dy], p) => {
    const w = new Float64Array(size(p.shape))
    const [ci, co] = [extent(p.shape, 2), extent(p.shape, 3)]
    eachTap({ x: x.shape, w: p.shape, y: dy.shape }, p, (at, wt, from) => {
      for (let c = 0; c < ci; c++) {
        const v = x.data[at + c] ?? 0
        if (v !== 0)
          for (let o = 0; o < co; o++) {
            const k = wt + c * co + o
            w[k] = (w[k] ?? 0) + v * (dy.data[from + o] ?? 0)
          }
      }
    })
    return w
  },
  decompose: ([x, dy], p) => filterOf(conv2d, x, dy, p),
  lower: {
    tfjs: {
      call: ([x, dy], { params }) => ({
        kernel: 'Conv2DBackpropFilter',
        inputs: { x, dy },
        attrs: { ...lowered(params), filterShape: [...params.shape] },
      }),
    },
    tensorflow: { build: (nodes, inputs, { params, types }) => filterAdjoint(nodes, inputs, [types[0].shape, types[1].shape], params) },
  },
})

/** Correlates NHWC x with the HWIO kernel w. */
export const conv2d = <A extends Axes = Axes>(x: Tensor<'f32'>, w: Tensor<'f32'>, win: Window): Tensor<'f32', A> =>
  float<A>(apply(conv2dOp, [x, w], { strides: win.strides, pads: win.pads, dilations: win.dilations }))

/** The adjoint of `conv2d` in x, whose shape is `shape`. */
export const conv2dInput = (dy: Tensor<'f32'>, w: Tensor<'f32'>, win: Window, shape: Shape): Tensor<'f32'> =>
  float(apply(conv2dInputOp, [dy, w], { strides: win.strides, pads: win.pads, dilations: win.dilations, shape }))

/** The adjoint of `conv2d` in w, whose shape is `shape`. */
export const conv2dFilter = (x: Tensor<'f32'>, dy: Tensor<'f32'>, win: Window, shape: Shape): Tensor<'f32'> =>
  float(apply(conv2dFilterOp, [x, dy], { strides: win.strides, pads: win.pads, dilations: win.dilations, shape }))
