import { showType, type Tensor } from '../../core/tensor.ts'
import type { ReluGradient, Fused } from './fuse.ts'
import type { GraphBuilder, Handle } from './nodes.ts'
import type { Precision } from './precision.ts'

type Of = (x: Tensor) => Handle

/** A node as its primitive has it. */
export const lowered = (b: GraphBuilder, x: Tensor, of: Of): Handle => {
  const { tensorflow } = x.primitive.lower
  if (typeof tensorflow === 'string')
    throw new Error(`internal: ${x.primitive.name} ${showType(x)} has no op in TensorFlow; legalise should have replaced it`)
  return tensorflow.build(b, x.inputs.map(of), { params: x.params, types: x.inputs, out: x })
}

/**
 * A convolution with bias, another map, and ReLU, as the op that TensorFlow's own rewriting would put for them, were it on: see decision 0006.
 * It puts oneDNN's for it, which alone knows 16 bits and other maps.
 */
export const fused = (b: GraphBuilder, { convolution, bias, summand, relu }: Fused, of: Of): Handle => {
  const others = [of(bias), ...(summand === null ? [] : [of(summand)])]
  const oneDnn = (type: Precision): boolean => type !== 'float' || summand !== null
  const product: GraphBuilder['product'] = (_, inputs, attrs) =>
    b.fusedProduct(
      (type) => (oneDnn(type) ? '_MklNativeFusedConv2D' : '_FusedConv2D'),
      inputs,
      others,
      (type) => ({
        ...attrs,
        T: { type },
        TArgs: { types: others.map(() => type) },
        num_args: { int: others.length },
        fused_ops: { texts: ['BiasAdd', ...(summand === null ? [] : ['Add']), ...(relu ? ['Relu'] : [])] },
        ...(oneDnn(type) ? { _kernel: { text: 'MklNameChangeOp' } } : {}),
      }),
    )
  return lowered({ ...b, product }, convolution, of)
}

/** A cotangent where a map is positive, in 16 bits if it is. Rounding keeps signs, so that the copy serves which products read anyway. */
export const reluGradient = (b: GraphBuilder, { dy, y }: ReluGradient, of: Of): Handle => {
  const [gradients, features] = [of(dy), b.rounded(of(y))]
  return b.op('ReluGrad', [gradients, features], { T: { type: gradients.type === features.type ? gradients.type : 'float' } })
}
