import { broadcastShape, offsets, repeatedStrides } from '../core/broadcast.ts'
import { type Primitive, primitive } from '../core/primitive.ts'
import { sameShape, size, type Tensor } from '../core/tensor.ts'

type Pair = readonly [x: Tensor<'f32'>, y: Tensor<'f32'>]
type Nothing = { readonly [key: string]: never }

/** What distinguishes one elementwise operation of two arguments from another. */
export interface Binary {
  readonly name: string
  readonly says: string
  readonly of: (x: number, y: number) => number
  readonly grad: (inputs: Pair, dy: Tensor<'f32'>, z: Tensor<'f32'>) => readonly [() => Tensor, () => Tensor]
  readonly linear?: Primitive['linear']
  readonly kernel: string
  /** The op's name in TensorFlow, where it is not the kernel's. */
  readonly op?: string
}

/** An elementwise operation of two arguments, whose axes align from the last and repeat where an extent is 1. */
export const binary = (b: Binary): Primitive<Pair, Nothing> =>
  primitive<Pair, Nothing>({
    name: b.name,
    says: b.says,
    inputs: ['x', 'y'],
    rules: {
      C1: {
        says: 'the extents of x and y agree, or one of them is 1',
        holds: ([x, y]) => broadcastShape(x.shape, y.shape) !== null,
        found: ([x, y]) => `[${x.shape.join(', ')}] ≠ [${y.shape.join(', ')}]`,
        hint: 'axes align from the last; reshape one of the two',
      },
    },
    type: ([x, y]) => ({ dtype: 'f32', shape: broadcastShape(x.shape, y.shape) ?? x.shape }),
    grad: (inputs, _, dy, z) => b.grad(inputs, dy, z),
    ...(b.linear === undefined ? {} : { linear: b.linear }),
    meaning: ([x, y], _, out) => {
      const z = new Float64Array(size(out.shape))
      if (sameShape(x.shape, y.shape)) for (let i = 0; i < z.length; i++) z[i] = b.of(x.data[i] ?? 0, y.data[i] ?? 0)
      else {
        const xs = offsets(out.shape, repeatedStrides(x.shape, out.shape))
        const ys = offsets(out.shape, repeatedStrides(y.shape, out.shape))
        for (let i = 0; i < z.length; i++) z[i] = b.of(x.data[xs[i] ?? 0] ?? 0, y.data[ys[i] ?? 0] ?? 0)
      }
      return z
    },
    lower: {
      tfjs: { call: ([x, y]) => ({ kernel: b.kernel, inputs: { a: x, b: y }, attrs: {} }) },
      tensorflow: { build: (nodes, [x, y]) => nodes.op(b.op ?? b.kernel, [x, y], { T: { type: 'float' } }) },
    },
  })
