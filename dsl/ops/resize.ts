import { apply, float } from '../core/apply.ts'
import { primitive, type Rule } from '../core/primitive.ts'
import { type Axes, extent, type Shape, size, type Tensor } from '../core/tensor.ts'

type Grid = { readonly rows: number; readonly columns: number }
type One = readonly [Tensor<'f32'>]

const four: Rule<One, Grid> = {
  says: 'x has rank 4 and the new size is positive',
  holds: ([x], g) => x.shape.length === 4 && g.rows > 0 && g.columns > 0,
  found: ([x], g) => `[${x.shape.join(', ')}] to ${String(g.rows)} × ${String(g.columns)}`,
  hint: 'features are NHWC',
}

/** Visits (offset in the large grid's channel rows, offset in the source's) for output cell (i, j) reading cell (⌊i·h/H⌋, ⌊j·w/W⌋). */
const eachCell = (from: Shape, to: Shape, visit: (from: number, to: number) => void): void => {
  const [n = 1, h = 1, w = 1, c = 1] = from
  const [, rows = 1, columns = 1] = to
  for (let b = 0; b < n; b++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        visit(((b * h + Math.floor((i * h) / rows)) * w + Math.floor((j * w) / columns)) * c, ((b * rows + i) * columns + j) * c)
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
  },
})

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
  lower: {
    tfjs: {
      call: ([dy], { out }) => ({
        kernel: 'ResizeNearestNeighborGrad',
        inputs: { dy, images: dy },
        attrs: { alignCorners: false, size: [extent(out.shape, 1), extent(out.shape, 2)] },
      }),
    },
  },
})

/** Nearest-neighbour resize to `rows` by `columns`. */
export const resize = <A extends Axes = Axes>(x: Tensor<'f32'>, rows: number, columns: number): Tensor<'f32', A> =>
  float<A>(apply(resizeOp, [x], { rows, columns }))

const adjoint = (dy: Tensor<'f32'>, rows: number, columns: number): Tensor<'f32'> => float(apply(resizeAdjointOp, [dy], { rows, columns }))
