import { float } from '../../dsl/core/apply.ts'
import { within } from '../../dsl/core/scope.ts'
import { type Axes, extent, type Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { conv2d } from '../../dsl/ops/conv2d.ts'
import { type Initialiser } from '../../dsl/ops/leaf.ts'
import { centred } from '../../dsl/ops/window.ts'
import { weight } from './weight.ts'

export interface ConvOptions {
  readonly channels: number
  readonly kernel: number
  readonly stride?: number
  readonly bias?: boolean
  readonly init?: Initialiser
  readonly biasInit?: Initialiser
  /** Is it learned? It is, unless this is false. */
  readonly trainable?: boolean
}

/** PyTorch's default for convolutions: weights and biases uniform in ±1/√(fan in). */
export const torchDefault: Initialiser = { kind: 'kaiming', gain: 1 / Math.sqrt(3) }

/**
 * A named k×k convolution with padding (k − 1) / 2 and, unless `bias` is false, a bias: parameters `<name>.weight`
 * (HWIO here, OIHW on disk) and `<name>.bias`. Initialised as PyTorch does by default.
 *
 * @example conv('lateral', { channels: 256, kernel: 1 })(C4)
 */
export const conv =
  (name: string, o: ConvOptions) =>
  <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> =>
    within(name, () => {
      const fanIn = o.kernel * o.kernel * extent(x.shape, 3)
      const learned = { trainable: o.trainable ?? true }
      const w = weight('weight', [o.kernel, o.kernel, extent(x.shape, 3), o.channels], o.init ?? torchDefault, learned)
      const y = conv2d<A>(x, w, centred(o.kernel, o.stride))
      return o.bias === false
        ? y
        : add(y, float<A>(weight('bias', [o.channels], o.biasInit ?? { kind: 'uniform', bound: 1 / Math.sqrt(fanIn) }, learned)))
    })

/** A convolution that leads to another level: the axes of its output are those of `B`. */
export const convTo =
  (name: string, o: ConvOptions) =>
  <B extends Axes>(x: Tensor<'f32'>): Tensor<'f32', B> =>
    float<B>(conv(name, o)(x))
