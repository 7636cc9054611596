import { apply, float } from '../core/apply.ts'
import { type Attributes, type NodeAttributes, primitive, type Rule, type Values } from '../core/primitive.ts'
import { type Axes, extent, isShape, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { adjointByTaps, pickByTaps } from './max-pool-taps.ts'

// The maximum of each window, and two maps that follow where it was found: each is linear, and the adjoint of the other.
//   y = maxPool(x)    dx = maxPoolAdjoint(x, dy)    v = maxPoolPick(x, u)

/** A window of `size` cells that moves by `strides`; pads are never the maximum. */
export type Pool = {
  readonly size: readonly [rows: number, columns: number]
  readonly strides: readonly [rows: number, columns: number]
  readonly pads: readonly [rows: readonly [number, number], columns: readonly [number, number]]
}

type One = readonly [Tensor<'f32'>]
type Two = readonly [Tensor<'f32'>, Tensor<'f32'>]
const shown = (s: Shape): string => `[${s.join(', ')}]`

const pooled = (x: Shape, p: Pool): Shape => {
  const along = (axis: 0 | 1): number =>
    Math.floor((extent(x, axis + 1) + p.pads[axis][0] + p.pads[axis][1] - p.size[axis]) / p.strides[axis]) + 1
  return [extent(x, 0), along(0), along(1), extent(x, 3)]
}

const four: Rule<readonly Tensor[], Pool> = {
  says: 'x has rank 4',
  holds: ([x]) => x?.shape.length === 4,
  found: ([x]) => `rank ${String(x?.shape.length)}`,
  hint: 'features are NHWC',
}
const sound: Rule<readonly Tensor[], Pool> = {
  says: 'sizes and strides are positive integers, and every window sees a cell of x: pads are smaller than the window',
  holds: (_, p) =>
    isShape([...p.size, ...p.strides]) &&
    p.pads.every((pair, i) => pair.every((n) => Number.isInteger(n) && n >= 0 && n < (p.size[i] ?? 0))),
  found: (_, p) => `size ${shown(p.size)}, strides ${shown(p.strides)}, pads ${shown(p.pads.flat())}`,
  hint: 'a 3 × 3 window takes pads of 0, 1 or 2',
}
const fits: Rule<readonly Tensor[], Pool> = {
  says: 'the window fits into the padded x',
  holds: ([x], p) => pooled(x?.shape ?? [], p).every((d) => d > 0),
  found: ([x], p) => `the output would be ${shown(pooled(x?.shape ?? [], p))}`,
  hint: 'a larger map or a smaller window',
}
const like = (says: string, shape: (x: Shape, p: Pool) => Shape): Rule<readonly Tensor[], Pool> => ({
  says,
  holds: ([x, d], p) => sameShape(d?.shape ?? [], shape(x?.shape ?? [], p)),
  found: ([x, d], p) => `${shown(d?.shape ?? [])} ≠ ${shown(shape(x?.shape ?? [], p))}`,
  hint: 'the window is that of the pooling',
})

/** Where in x each output cell finds its maximum: the first of equals, row by row, as PyTorch and TensorFlow have it. */
const sources = ({ data, shape }: Values, p: Pool): Int32Array => {
  const [n = 1, h = 1, w = 1, c = 1] = shape
  const [, oh = 1, ow = 1] = pooled(shape, p)
  const at = new Int32Array(n * oh * ow * c)
  let to = 0
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++)
        for (let k = 0; k < c; k++) {
          let best = -1
          for (let r = Math.max(0, i * p.strides[0] - p.pads[0][0]); r < Math.min(h, i * p.strides[0] - p.pads[0][0] + p.size[0]); r++)
            for (let s = Math.max(0, j * p.strides[1] - p.pads[1][0]); s < Math.min(w, j * p.strides[1] - p.pads[1][0] + p.size[1]); s++) {
              const from = ((b * h + r) * w + s) * c + k
              if (best < 0 || (data[from] ?? 0) > (data[best] ?? 0)) best = from
            }
          at[to++] = best
        }
  return at
}

const lowered = (p: Pool): Attributes => ({
  filterSize: [...p.size],
  strides: [...p.strides],
  pad: [[0, 0], [...p.pads[0]], [...p.pads[1]], [0, 0]],
  dimRoundingMode: 'floor',
})

const window = (p: Pool): NodeAttributes => ({
  T: { type: 'float' },
  ksize: { ints: [1, ...p.size, 1] },
  strides: { ints: [1, ...p.strides, 1] },
  padding: { text: 'EXPLICIT' },
  explicit_paddings: { ints: [0, 0, ...p.pads[0], ...p.pads[1], 0, 0] },
})

export const maxPoolOp = primitive<One, Pool>({
  name: 'maxPool',
  says: 'The largest value of each window of NHWC x; pads are never it.',
  inputs: ['x'],
  rules: { C1: four, C2: sound, C3: fits },
  type: ([x], p) => ({ dtype: 'f32', shape: pooled(x.shape, p) }),
  grad: ([x], p, dy) => [() => adjoint(x, dy, p)],
  meaning: ([x], p) => Float64Array.from(sources(x, p), (from) => x.data[from] ?? 0),
  lower: {
    tfjs: { call: ([x], { params }) => ({ kernel: 'MaxPool', inputs: { x }, attrs: lowered(params) }) },
    tensorflow: { build: (nodes, [x], { params }) => nodes.op('MaxPool', [x], window(params)) },
  },
})

export const maxPoolAdjointOp = primitive<Two, Pool>({
  name: 'maxPoolAdjoint',
  says: 'The adjoint of maxPool at x: each cotangent goes to the cell that was the maximum of its window.',
  inputs: ['x', 'dy'],
  rules: { C1: four, C2: sound, C3: fits, C4: like('dy is what maxPool would give for this x', pooled) },
  type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
  grad: ([x], p, u) => [null, () => pick(x, u, p)],
  linear: [[1]],
  meaning: ([x, dy], p) => {
    const dx = new Float64Array(size(x.shape))
    sources(x, p).forEach((from, to) => {
      dx[from] = (dx[from] ?? 0) + (dy.data[to] ?? 0)
    })
    return dx
  },
  decompose: ([x, dy], p) => adjointByTaps(x, dy, p),
  // TensorFlow.js has no adjoint with pads of their own for each side, TensorFlow none with explicit ones on a CPU.
  lower: { tfjs: 'decomposed', tensorflow: 'decomposed' },
})

export const maxPoolPickOp = primitive<Two, Pool>({
  name: 'maxPoolPick',
  says: 'Of each window of u the value where the window of x has its maximum: the adjoint of maxPoolAdjoint.',
  inputs: ['x', 'u'],
  rules: { C1: four, C2: sound, C3: fits, C4: like('u has the shape of x', (x) => x) },
  type: ([x], p) => ({ dtype: 'f32', shape: pooled(x.shape, p) }),
  grad: ([x], p, dy) => [null, () => adjoint(x, dy, p)],
  linear: [[1]],
  meaning: ([x, u], p) => Float64Array.from(sources(x, p), (from) => u.data[from] ?? 0),
  decompose: ([x, u], p) => pickByTaps(x, u, p),
  lower: { tfjs: 'decomposed', tensorflow: 'decomposed' },
})

/** The largest value of each window of NHWC x; at a tie the first, row by row, gets the gradient, as in PyTorch. */
export const maxPool = <A extends Axes = Axes>(x: Tensor<'f32'>, p: Pool): Tensor<'f32', A> => float<A>(apply(maxPoolOp, [x], p))

const adjoint = (x: Tensor<'f32'>, dy: Tensor<'f32'>, p: Pool): Tensor<'f32'> => float(apply(maxPoolAdjointOp, [x, dy], p))
const pick = (x: Tensor<'f32'>, u: Tensor<'f32'>, p: Pool): Tensor<'f32'> => float(apply(maxPoolPickOp, [x, u], p))
