import { apply, float } from '../core/apply.ts'
import { primitive } from '../core/primitive.ts'
import { abs } from './abs.ts'
import { cast } from './cast.ts'
import { constant } from './leaf.ts'
import { reshape } from './reshape.ts'
import { step } from './step.ts'
import { sub } from './sub.ts'
import { type Axes, isShape, size, type Tensor } from '../core/tensor.ts'

/** A new last axis with 1 at the index; an index outside, such as −1 for background, gives zeros. */
export const oneHotOp = primitive<readonly [Tensor<'i32'>], { readonly depth: number }>({
  name: 'oneHot',
  says: 'A new last axis of extent `depth` with 1 at the index; zeros for an index outside.',
  inputs: ['indices'],
  rules: {
    C1: {
      says: 'the indices are i32 and the depth is a positive integer',
      holds: ([x]: readonly [Tensor], { depth }) => x.dtype === 'i32' && isShape([depth]),
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
  // 1 − step|x − k| is 1 where x is k and 0 elsewhere.
  decompose: ([x], { depth }) => {
    const classes = constant(
      Array.from({ length: depth }, (_, k) => k),
      [depth],
    )
    const apart = abs(sub(reshape(cast(x), [...x.shape, 1]), classes))
    return sub(constant(1), step(apart))
  },
  // The OneHot kernel of the wasm backend writes the bits of integers, whatever its dtype says.
  lower: {
    tfjs: 'decomposed',
    tensorflow: {
      build: (nodes, [x], { params }) =>
        nodes.op('OneHot', [x, nodes.ints([params.depth], []), nodes.scalar(1), nodes.scalar(0)], {
          TI: { type: 'int32' },
          T: { type: 'float' },
          axis: { int: -1 },
        }),
    },
  },
})

/** A new last axis of extent `depth` with 1 at the index; zeros for an index outside, such as −1 for background. */
export const oneHot = <A extends Axes = Axes>(x: Tensor<'i32'>, depth: number): Tensor<'f32', A> =>
  float<A>(apply(oneHotOp, [x], { depth }))
