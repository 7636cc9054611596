import { type Attributes, type Primitive, primitive, type TensorFlowLowering } from '../core/primitive.ts'
import type { Data, Tensor } from '../core/tensor.ts'

type One = readonly [x: Tensor<'f32'>]

/** What distinguishes one elementwise operation of one argument from another. */
export interface Unary<P extends Data> {
  readonly name: string
  readonly says: string
  readonly of: (x: number, params: P) => number
  readonly grad: (x: Tensor<'f32'>, dy: Tensor<'f32'>, y: Tensor<'f32'>, params: P) => Tensor
  readonly linear?: Primitive['linear']
  readonly kernel: string
  /** How TensorFlow computes it, where its op has not the kernel's name. */
  readonly tensorflow?: TensorFlowLowering<One, P>
  readonly attrs?: (params: P) => Attributes
  /** The name of the kernel's argument. */
  readonly argument?: string
}

/** An elementwise operation of one argument. */
export const unary = <P extends Data = { readonly [key: string]: never }>(u: Unary<P>): Primitive<One, P> =>
  primitive<One, P>({
    name: u.name,
    says: u.says,
    inputs: ['x'],
    rules: {},
    type: ([x]) => ({ dtype: 'f32', shape: x.shape }),
    grad: ([x], params, dy, y) => [() => u.grad(x, dy, y, params)],
    ...(u.linear === undefined ? {} : { linear: u.linear }),
    meaning: ([x], params) => x.data.map((v) => u.of(v, params)),
    lower: {
      tfjs: { call: ([x], { params }) => ({ kernel: u.kernel, inputs: { [u.argument ?? 'x']: x }, attrs: u.attrs?.(params) ?? {} }) },
      tensorflow: u.tensorflow ?? { build: (nodes, [x]) => nodes.op(u.kernel, [x], { T: { type: 'float' } }) },
    },
  })
