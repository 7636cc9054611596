import { apply, float } from '../../../dsl/core/apply.ts'
import { type Shape, size, type Tensor } from '../../../dsl/core/tensor.ts'
import { abs } from '../../../dsl/ops/abs.ts'
import { add } from '../../../dsl/ops/add.ts'
import { cast } from '../../../dsl/ops/cast.ts'
import { concat } from '../../../dsl/ops/concat.ts'
import { conv2d, conv2dFilter, conv2dInput } from '../../../dsl/ops/conv2d.ts'
import { div } from '../../../dsl/ops/div.ts'
import { exp } from '../../../dsl/ops/exp.ts'
import { globalAveragePool } from '../../../dsl/ops/global-average-pool.ts'
import type { PrimitiveName } from '../../../dsl/ops/index.ts'
import { constant } from '../../../dsl/ops/leaf.ts'
import { log } from '../../../dsl/ops/log.ts'
import { matmul } from '../../../dsl/ops/matmul.ts'
import { maxPool, maxPoolAdjointOp, maxPoolPickOp, type Pool } from '../../../dsl/ops/max-pool.ts'
import { maximum } from '../../../dsl/ops/maximum.ts'
import { minimum } from '../../../dsl/ops/minimum.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { neg } from '../../../dsl/ops/neg.ts'
import { normalise, normaliseAdjointOp } from '../../../dsl/ops/normalise.ts'
import { oneHot } from '../../../dsl/ops/one-hot.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { reshape } from '../../../dsl/ops/reshape.ts'
import { resize, resizeAdjointOp } from '../../../dsl/ops/resize.ts'
import { reverse } from '../../../dsl/ops/reverse.ts'
import { sigmoid } from '../../../dsl/ops/sigmoid.ts'
import { sign } from '../../../dsl/ops/sign.ts'
import { pad, slice } from '../../../dsl/ops/slice.ts'
import { softplus } from '../../../dsl/ops/softplus.ts'
import { sqrt } from '../../../dsl/ops/sqrt.ts'
import { square } from '../../../dsl/ops/square.ts'
import { step } from '../../../dsl/ops/step.ts'
import { stopGradient } from '../../../dsl/ops/stop-gradient.ts'
import { sub } from '../../../dsl/ops/sub.ts'
import { broadcast, sum } from '../../../dsl/ops/sum.ts'
import { transpose } from '../../../dsl/ops/transpose.ts'
import { reach, type Window } from '../../../dsl/ops/window.ts'
import type { Supply } from './supply.ts'

type Float = Tensor<'f32'>
export type Line = (from: Supply) => Float

/** At least 1/2, so that roots, logarithms and quotients are well-conditioned. */
const positive = (x: Float): Float => add(square(x), constant(0.5))

/** Axes of more than one element, at least one of them. */
const someAxes = (from: Supply, shape: Shape): readonly number[] => {
  const real = shape.flatMap((d, i) => (d > 1 ? [i] : []))
  const subset = from.choose(2 ** real.length - 1) + 1
  return real.filter((_, i) => Math.floor(subset / 2 ** i) % 2 === 1)
}
const plural = (x: Float): boolean => size(x.shape) > 1

const normalised = (from: Supply): { readonly x: Float; readonly axes: readonly number[]; readonly epsilon: number } => {
  const x = from.pick(plural)
  // A group of equal elements has slope 1/√epsilon: 1e-5, as networks have it, would drown all else.
  return { x, axes: someAxes(from, x.shape), epsilon: 0.25 }
}

/** A convolution that fits: x, its kernel and its window. */
const convolution = (from: Supply): { readonly x: Float; readonly w: Float; readonly win: Window } => {
  const x = from.map()
  const [, h = 1, width = 1, ci = 1] = x.shape
  const axis = (extent: number): { kernel: number; stride: number; dilation: number; pads: readonly [number, number] } => {
    const [kernel, stride, dilation] = [from.choose(3) + 1, from.choose(3) + 1, from.choose(2) + 1]
    // A window may see padding alone.
    const before = from.choose(reach(kernel, dilation) + 2)
    return { kernel, stride, dilation, pads: [before, Math.max(from.choose(3), reach(kernel, dilation) - extent - before)] }
  }
  const [rows, columns] = [axis(h), axis(width)]
  const w = from.shaped([rows.kernel, columns.kernel, ci, from.choose(3) + 1])
  return {
    x,
    w,
    win: { strides: [rows.stride, columns.stride], pads: [rows.pads, columns.pads], dilations: [rows.dilation, columns.dilation] },
  }
}

/** A pooling that fits, of a map whose cells are at least 1/2 apart: which one is the largest does not change within a difference. */
const pooling = (from: Supply): { readonly x: Float; readonly p: Pool } => {
  const map = from.map()
  const ramp = Array.from({ length: size(map.shape) }, (_, i) => (i * 7919) % size(map.shape))
  const axis = (extent: number): { size: number; stride: number; pads: readonly [number, number] } => {
    const length = 1 + from.choose(Math.min(3, extent))
    return { size: length, stride: 1 + from.choose(3), pads: [from.choose(length), from.choose(length)] }
  }
  const [rows, columns] = [axis(map.shape[1] ?? 1), axis(map.shape[2] ?? 1)]
  return {
    x: add(mul(sigmoid(map), constant(0.5)), constant(ramp, map.shape)),
    p: { size: [rows.size, columns.size], strides: [rows.stride, columns.stride], pads: [rows.pads, columns.pads] },
  }
}

const product: Line = (from) => {
  const a = from.matrices()
  const [left, right] = [from.choose(2) === 1, from.choose(2) === 1]
  const [n = 1, rows = 1, columns = 1] = a.shape
  const [inner, outer] = [left ? rows : columns, from.choose(3) + 1]
  return matmul(a, from.shaped(right ? [n, outer, inner] : [n, inner, outer]), { left, right })
}

/**
 * How each primitive is drawn: one line a primitive, the only thing that a new one adds here. Each line ends in its primitive.
 */
export const lines: { readonly [P in PrimitiveName]: Line } = {
  abs: (from) => abs(from.away(from.pick())),
  add: (from) => {
    const x = from.pick()
    return add(x, from.beside(x))
  },
  broadcast: (from) => {
    const x = from.pick((y) => size(y.shape) <= 24)
    return broadcast(x, [2 + from.choose(2), ...x.shape.map((d) => (d === 1 ? 1 + from.choose(3) : d))])
  },
  cast: (from) => cast(from.indices([1 + from.choose(3), 2], 3)),
  concat: (from) => {
    const x = from.pick((y) => y.shape.length > 0)
    const axis = from.choose(x.shape.length)
    const more = (): Float => from.shaped(x.shape.map((d, i) => (i === axis ? 1 + from.choose(3) : d)))
    return concat(from.choose(2) === 0 ? [x, more()] : [more(), x, more()], axis)
  },
  conv2d: (from) => {
    const { x, w, win } = convolution(from)
    return conv2d(x, w, win)
  },
  conv2dFilter: (from) => {
    const { x, w, win } = convolution(from)
    return conv2dFilter(x, from.tame(conv2d(x, w, win)), win, w.shape)
  },
  conv2dInput: (from) => {
    const { x, w, win } = convolution(from)
    return conv2dInput(from.tame(conv2d(x, w, win)), w, win, x.shape)
  },
  div: (from) => {
    const x = from.pick()
    return div(x, positive(from.beside(x)))
  },
  exp: (from) => exp(from.pick()),
  globalAveragePool: (from) => globalAveragePool(from.map()),
  log: (from) => log(positive(from.pick())),
  matmul: product,
  maximum: (from) => {
    const x = from.pick()
    return maximum(x, from.apart(x, from.beside(x)))
  },
  maxPool: (from) => {
    const { x, p } = pooling(from)
    return maxPool(x, p)
  },
  maxPoolAdjoint: (from) => {
    const { x, p } = pooling(from)
    return float(apply(maxPoolAdjointOp, [x, from.shaped(maxPool(x, p).shape)], p))
  },
  maxPoolPick: (from) => {
    const { x, p } = pooling(from)
    return float(apply(maxPoolPickOp, [x, from.shaped(x.shape)], p))
  },
  minimum: (from) => {
    const x = from.pick()
    return minimum(x, from.apart(x, from.beside(x)))
  },
  mul: (from) => {
    const x = from.pick()
    return mul(x, from.beside(x))
  },
  neg: (from) => neg(from.pick()),
  normalise: (from) => {
    const { x, axes, epsilon } = normalised(from)
    return normalise(x, axes, epsilon)
  },
  normaliseAdjoint: (from) => {
    const { x, axes, epsilon } = normalised(from)
    return float(apply(normaliseAdjointOp, [x, from.shaped(x.shape)], { axes, epsilon }))
  },
  oneHot: (from) => {
    const depth = 1 + from.choose(4)
    return oneHot(from.indices([1 + from.choose(3), 2], depth), depth)
  },
  pad: (from) => {
    const x = from.pick((y) => y.shape.length > 0)
    const first = from.choose(x.shape.length)
    return pad(
      x,
      x.shape.map((_, i) => [i === first ? 1 : from.choose(2), from.choose(3)]),
    )
  },
  relu: (from) => relu(from.away(from.pick())),
  reshape: (from) => {
    const x = from.pick((y) => y.shape.length > 0)
    return reshape(x, from.choose(2) === 0 ? [1, ...x.shape] : x.shape.length === 1 ? [size(x.shape), 1] : [size(x.shape)])
  },
  resize: (from) => resize(from.map(), 1 + from.choose(5), 1 + from.choose(5)),
  resizeAdjoint: (from) => float(apply(resizeAdjointOp, [from.map()], { rows: 1 + from.choose(5), columns: 1 + from.choose(5) })),
  reverse: (from) => {
    const x = from.pick(plural)
    return reverse(x, someAxes(from, x.shape))
  },
  sigmoid: (from) => sigmoid(from.pick()),
  sign: (from) => sign(from.away(from.pick())),
  slice: (from) => {
    const x = from.pick(plural)
    const begin = x.shape.map((d) => from.choose(d))
    const whole = begin.every((b) => b === 0)
    return slice(
      x,
      begin,
      x.shape.map((d, i) => d - (begin[i] ?? 0) - (whole && i === x.shape.findIndex((e) => e > 1) ? 1 : 0)),
    )
  },
  softplus: (from) => softplus(from.pick()),
  sqrt: (from) => sqrt(positive(from.pick())),
  square: (from) => square(from.pick()),
  step: (from) => step(from.away(from.pick())),
  stopGradient: (from) => stopGradient(from.pick()),
  sub: (from) => {
    const x = from.pick()
    return sub(x, from.beside(x))
  },
  sum: (from) => {
    const x = from.pick(plural)
    return sum(x, someAxes(from, x.shape))
  },
  transpose: (from) => {
    const x = from.pick((y) => y.shape.length > 1)
    const order = x.shape.map((_, i) => i)
    const [i, j] = [from.choose(order.length), from.choose(order.length)]
    return transpose(
      x,
      order.map((k) => (k === i ? j : k === j ? i : k)),
    )
  },
}
