import { apply, float } from '../core/apply.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, extent, type Shape, size, type Tensor } from '../core/tensor.ts'

type Transposed = { readonly left: boolean; readonly right: boolean }
type Two = readonly [Tensor<'f32'>, Tensor<'f32'>]

/** [rows, inner] of the left matrix and [inner, columns] of the right one, as they enter the product. */
const sides = (a: Shape, b: Shape, t: Transposed): readonly [number, number, number, number] => [
  extent(a, t.left ? 2 : 1),
  extent(a, t.left ? 1 : 2),
  extent(b, t.right ? 2 : 1),
  extent(b, t.right ? 1 : 2),
]

/** The products of two batches of matrices, either of which may be transposed. */
export const matmulOp = primitive<Two, Transposed>({
  name: 'matmul',
  says: 'The matrix product of each pair of [batch, rows, columns] a and b, either of them transposed.',
  inputs: ['a', 'b'],
  rules: {
    C1: {
      says: 'both inputs have rank 3 and the same batch',
      holds: ([a, b]) => a.shape.length === 3 && b.shape.length === 3 && a.shape[0] === b.shape[0],
      found: ([a, b]) => `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
      hint: 'reshape a matrix to [1, rows, columns]',
    },
    C2: {
      says: 'columns(a) = rows(b)',
      holds: ([a, b], t) => sides(a.shape, b.shape, t)[1] === sides(a.shape, b.shape, t)[2],
      found: ([a, b], t) => `${String(sides(a.shape, b.shape, t)[1])} ≠ ${String(sides(a.shape, b.shape, t)[2])}`,
      hint: 'one of the two may have to be transposed',
    },
  },
  type: ([a, b], t) => ({ dtype: 'f32', shape: [extent(a.shape, 0), sides(a.shape, b.shape, t)[0], sides(a.shape, b.shape, t)[3]] }),
  grad: ([a, b], { left, right }, dy) => [
    () => (left ? matmul(b, dy, { left: right, right: true }) : matmul(dy, b, { right: !right })),
    () => (right ? matmul(dy, a, { left: true, right: left }) : matmul(a, dy, { left: !left })),
  ],
  macs: ([a], t, out) => size(out.shape) * extent(a.shape, t.left ? 1 : 2),
  linear: [[0], [1]],
  meaning: ([a, b], t, out) => {
    const [rows, inner, , columns] = sides(a.shape, b.shape, t)
    const y = new Float64Array(size(out.shape))
    const [ai, ak] = t.left ? [1, rows] : [inner, 1]
    const [bk, bj] = t.right ? [1, inner] : [columns, 1]
    for (let n = 0; n < extent(out.shape, 0); n++)
      for (let i = 0; i < rows; i++)
        for (let k = 0; k < inner; k++) {
          const v = a.data[n * rows * inner + i * ai + k * ak] ?? 0
          const to = (n * rows + i) * columns
          for (let j = 0; j < columns; j++) y[to + j] = (y[to + j] ?? 0) + v * (b.data[n * inner * columns + k * bk + j * bj] ?? 0)
        }
    return y
  },
  lower: {
    tfjs: {
      call: ([a, b], { params }) => ({
        kernel: 'BatchMatMul',
        inputs: { a, b },
        attrs: { transposeA: params.left, transposeB: params.right },
      }),
    },
    tensorflow: {
      build: (nodes, [a, b], { params }) =>
        nodes.product('BatchMatMulV2', [a, b], { adj_x: { bool: params.left }, adj_y: { bool: params.right } }),
    },
  },
})

/** The matrix product of each pair of [batch, rows, columns]; `left` and `right` say which is transposed. */
export const matmul = <A extends Axes = Axes>(a: Tensor<'f32'>, b: Tensor<'f32'>, t: Partial<Transposed> = {}): Tensor<'f32', A> =>
  float<A>(apply(matmulOp, [a, b], { left: t.left ?? false, right: t.right ?? false }))
