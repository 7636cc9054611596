import { apply, float } from '../core/apply.ts'
import { primitive } from '../core/primitive.ts'
import { type Axes, extent, size, type Tensor } from '../core/tensor.ts'
import { constant } from './leaf.ts'
import { mul } from './mul.ts'
import { broadcast } from './sum.ts'

type Nothing = { readonly [key: string]: never }

/** Mean over rows and columns. Backends have a fast, accurate kernel for it, so that long sums are made of it. */
export const globalAveragePoolOp = primitive<readonly [Tensor<'f32'>], Nothing>({
  name: 'globalAveragePool',
  says: 'The mean over the rows and columns of NHWC x; they stay, with extent 1.',
  inputs: ['x'],
  rules: {
    C1: {
      says: 'x has rank 4',
      holds: ([x]) => x.shape.length === 4,
      found: ([x]) => `rank ${String(x.shape.length)} of [${x.shape.join(', ')}]`,
      hint: 'features are NHWC',
    },
  },
  type: ([x]) => ({ dtype: 'f32', shape: [extent(x.shape, 0), 1, 1, extent(x.shape, 3)] }),
  grad: ([x], _, dy) => [() => mul(broadcast(dy, x.shape), constant(1 / (extent(x.shape, 1) * extent(x.shape, 2))))],
  linear: [[0]],
  meaning: ([x], _, out) => {
    const y = new Float64Array(size(out.shape))
    const [, h = 1, w = 1, c = 1] = x.shape
    x.data.forEach((v, i) => {
      const k = Math.floor(i / (h * w * c)) * c + (i % c)
      y[k] = (y[k] ?? 0) + v / (h * w)
    })
    return y
  },
  lower: {
    tfjs: {
      call: ([x], { types }) => {
        const window = types[0].shape.slice(1, 3)
        // A window of one cell is the cell, and XNNPACK refuses to average it.
        return size(window) === 1
          ? { kernel: 'Identity', inputs: { x }, attrs: {} }
          : { kernel: 'AvgPool', inputs: { x }, attrs: { filterSize: [...window], strides: [...window], pad: 'valid' } }
      },
    },
    tensorflow: {
      build: (nodes, [x]) =>
        nodes.op('Mean', [x, nodes.ints([1, 2])], { T: { type: 'float' }, Tidx: { type: 'int32' }, keep_dims: { bool: true } }),
    },
  },
})

/** The mean over the rows and columns of NHWC x; they stay, with extent 1. */
export const globalAveragePool = <A extends Axes = Axes>(x: Tensor<'f32'>): Tensor<'f32', A> =>
  float<A>(apply(globalAveragePoolOp, [x], {}))
