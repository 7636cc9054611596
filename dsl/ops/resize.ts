import { apply, float } from '../core/apply.ts'
import { primitive, type Rule } from '../core/primitive.ts'
import { type Axes, extent, isShape, type Shape, size, type Tensor } from '../core/tensor.ts'
import { concat } from './concat.ts'
import { constant } from './leaf.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { sum } from './sum.ts'

type Grid = { readonly rows: number; readonly columns: number }
type One = readonly [Tensor<'f32'>]

const four: Rule<One, Grid> = {
  says: 'x has rank 4 and the new size is of positive integers',
  holds: ([x], g) => x.shape.length === 4 && isShape([g.rows, g.columns]),
  found: ([x], g) => `[${x.shape.join(', ')}] to ${String(g.rows)} × ${String(g.columns)}`,
  hint: 'features are NHWC',
}

/**
 * The cell that cell i of `to` reads among `from`: ⌊i·from/to⌋. The quotient and the product are of float32, as in PyTorch and TensorFlow,
 * which now and then gives the cell before: of 84 cells, cell 75 of 100 reads cell 62.
 */
const source = (i: number, from: number, to: number): number => Math.min(from - 1, Math.floor(Math.fround(i * Math.fround(from / to))))

/** Visits the offset of the cell that each output cell reads, and that of the output cell. */
const eachCell = (from: Shape, to: Shape, visit: (from: number, to: number) => void): void => {
  const [n = 1, h = 1, w = 1, c = 1] = from
  const [, rows = 1, columns = 1] = to
  for (let b = 0; b < n; b++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        visit(((b * h + source(i, h, rows)) * w + source(j, w, columns)) * c, ((b * rows + i) * columns + j) * c)
}

/** Nearest-neighbour resize, as PyTorch's `interpolate(mode='nearest')`. */
export const resizeOp = primitive<One, Grid>({
  name: 'resize',
  says: 'Resizes rows and columns: cell (i, j) reads cell (⌊i·h/H⌋, ⌊j·w/W⌋).',
  inputs: ['x'],
  rules: { C1: four },
  type: ([x], g) => ({ dtype: 'f32', shape: [extent(x.shape, 0), g.rows, g.columns, extent(x.shape, 3)] }),
  grad: ([x], _, dy) => [() => adjoint(dy, extent(x.shape, 1), extent(x.shape, 2))],
  linear: [[0]],
  meaning: ([x], _, out) => {
    const y = new Float64Array(size(out.shape))
    const c = extent(out.shape, 3)
    eachCell(x.shape, out.shape, (from, to) => {
      y.set(x.data.subarray(from, from + c), to)
    })
    return y
  },
  lower: {
    tfjs: {
      call: ([images], { params }) => ({
        kernel: 'ResizeNearestNeighbor',
        inputs: { images },
        attrs: { size: [params.rows, params.columns], alignCorners: false, halfPixelCenters: false },
      }),
    },
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('ResizeNearestNeighbor', [x, nodes.ints([params.rows, params.columns])], { T: { type: 'float' } }),
    },
  },
})

/** The large cells that each small cell is read by along one axis: consecutive runs. */
const runs = (small: number, large: number): readonly (readonly [begin: number, length: number])[] => {
  const read = Array.from({ length: large }, (_, i) => source(i, small, large))
  return Array.from({ length: small }, (_, k) => [read.indexOf(k), read.filter((r) => r === k).length] as const)
}

/** Sums each run of axis 1 of a [outer, large, inner] tensor: one sum where the runs are equally long. */
const sumRuns = (x: Tensor<'f32'>, small: number): Tensor<'f32'> => {
  const [outer = 1, large = 1, inner = 1] = x.shape
  const all = runs(small, large)
  if (all.every(([, length]) => length === large / small))
    return reshape(sum(reshape(x, [outer * small, large / small, inner]), [1]), [outer, small, inner])
  return concat(
    all.map(([begin, length]) =>
      length === 0 ? constant(0, [outer, 1, inner]) : sum(slice(x, [0, begin, 0], [outer, length, inner]), [1]),
    ),
    1,
  )
}

/** The adjoint of `resize`: every cell receives the sum of the cotangents of the cells that read it. */
export const resizeAdjointOp = primitive<One, Grid>({
  name: 'resizeAdjoint',
  says: 'The adjoint of resize: cell (i, j) of the small grid sums the cells of dy that read it.',
  inputs: ['dy'],
  rules: { C1: four },
  type: ([dy], g) => ({ dtype: 'f32', shape: [extent(dy.shape, 0), g.rows, g.columns, extent(dy.shape, 3)] }),
  grad: ([dy], _, u) => [() => resize(u, extent(dy.shape, 1), extent(dy.shape, 2))],
  linear: [[0]],
  meaning: ([dy], _, out) => {
    const x = new Float64Array(size(out.shape))
    const c = extent(out.shape, 3)
    eachCell(out.shape, dy.shape, (to, from) => {
      for (let k = 0; k < c; k++) x[to + k] = (x[to + k] ?? 0) + (dy.data[from + k] ?? 0)
    })
    return x
  },
  decompose: ([dy], { rows, columns }) => {
    const [n = 1, h = 1, w = 1, c = 1] = dy.shape
    const short = sumRuns(reshape(dy, [n, h, w * c]), rows)
    return reshape(sumRuns(reshape(short, [n * rows, w, c]), columns), [n, rows, columns, c])
  },
  // The kernels of TensorFlow.js take the small grid from an image that they do not read.
  lower: {
    tfjs: 'decomposed',
    tensorflow: {
      build: (nodes, [dy], { params }) =>
        nodes.op('ResizeNearestNeighborGrad', [dy, nodes.ints([params.rows, params.columns])], { T: { type: 'float' } }),
    },
  },
})

/** Nearest-neighbour resize to `rows` by `columns`. */
export const resize = <A extends Axes = Axes>(x: Tensor<'f32'>, rows: number, columns: number): Tensor<'f32', A> =>
  float<A>(apply(resizeOp, [x], { rows, columns }))

const adjoint = (dy: Tensor<'f32'>, rows: number, columns: number): Tensor<'f32'> => float(apply(resizeAdjointOp, [dy], { rows, columns }))
