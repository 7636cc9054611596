import { apply, float } from '../core/apply.ts'
import { elementType, primitive, type Rule } from '../core/primitive.ts'
import { type Axes, isShape, sameShape, type Shape, size, type Tensor } from '../core/tensor.ts'

type Reshape = Rule<readonly [Tensor], { readonly shape: Shape }>

const keepsSize: Reshape = {
  says: 'a reshape keeps the number of elements',
  holds: ([x], { shape }) => size(x.shape) === size(shape),
  found: ([x], { shape }) => `${String(size(x.shape))} ≠ ${String(size(shape))}`,
  hint: 'the product of the new extents must equal that of the old ones',
}

const whole: Reshape = {
  says: 'every extent is a positive integer',
  holds: (_, { shape }) => isShape(shape),
  found: ([x], { shape }) => `[${x.shape.join(', ')}] would become [${shape.join(', ')}]`,
  hint: 'an axis that is split must divide evenly, as channels into groups',
}

/** The same elements in row-major order under another shape. */
export const reshapeOp = primitive<readonly [Tensor], { readonly shape: Shape }>({
  name: 'reshape',
  says: 'The same elements, in row-major order, under another shape.',
  inputs: ['x'],
  rules: { C1: keepsSize, C2: whole },
  type: ([x], { shape }) => ({ dtype: x.dtype, shape }),
  grad: ([x], _, dy) => [() => reshape(dy, x.shape)],
  linear: [[0]],
  meaning: ([x]) => x.data,
  lower: {
    tfjs: 'alias',
    tensorflow: {
      build: (nodes, [x], { params, out }) =>
        nodes.op('Reshape', [x, nodes.ints(params.shape)], { T: { type: elementType(out.dtype) }, Tshape: { type: 'int32' } }),
    },
  },
})

/** @example reshape(x, [2, 6]) */
export const reshape = <A extends Axes = Axes>(x: Tensor<'f32'>, shape: Shape): Tensor<'f32', A> =>
  sameShape(x.shape, shape) ? float<A>(x) : float<A>(apply(reshapeOp, [x], { shape }))
