import { apply, float } from '../core/apply.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, size, type Tensor } from '../core/tensor.ts'

/** A new last axis with 1 at the index; an index outside, such as −1 for background, gives zeros. */
export const oneHotOp = primitive<readonly [Tensor], { readonly depth: number }>({
  name: 'oneHot',
  says: 'A new last axis of extent `depth` with 1 at the index; zeros for an index outside.',
  inputs: ['indices'],
  rules: {
    C1: {
      says: 'the indices are i32 and the depth is positive',
      holds: ([x], { depth }) => x.dtype === 'i32' && depth > 0,
      found: ([x], { depth }) => `${x.dtype}, depth ${String(depth)}`,
      hint: 'declare the labels with indices(name, shape)',
    },
  },
  type: ([x], { depth }) => ({ dtype: 'f32', shape: [...x.shape, depth] }),
  grad: () => [null],
  meaning: ([x], { depth }, out) => {
    const y = new Float64Array(size(out.shape))
    x.data.forEach((k, i) => {
      if (k >= 0 && k < depth) y[i * depth + k] = 1
    })
    return y
  },
  lower: {
    tfjs: {
      call: ([indices], { params }) => ({
        kernel: 'OneHot',
        inputs: { indices },
        attrs: { dtype: 'float32', depth: params.depth, onValue: 1, offValue: 0 },
      }),
    },
  },
})

/** A new last axis of extent `depth` with 1 at the index; zeros for an index outside, such as −1 for background. */
export const oneHot = <A extends Axes = Axes>(x: Tensor<'i32'>, depth: number): Tensor<'f32', A> =>
  float<A>(apply(oneHotOp, [x], { depth }))
