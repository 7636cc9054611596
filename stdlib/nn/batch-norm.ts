import { float } from '../../dsl/core/apply.ts'
import { here, within } from '../../dsl/core/scope.ts'
import { type Axes, extent, type Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant, state } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sqrt } from '../../dsl/ops/sqrt.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { weight } from './weight.ts'

const epsilon = 1e-5

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) by its running statistics, in training as well: y = weight · (x − mean) / √(var + ε) + bias, a number
 * each a channel, ε = 1e-5. It stands for what detectors do with a pretrained backbone (mmdetection's `norm_eval`, torchvision's
 * `FrozenBatchNorm2d`); `trainable` says whether weight and bias are learned.
 *
 * Parameters `<name>.weight`, `<name>.bias`; the statistics `<name>.running_mean`, `<name>.running_var` are state that no step changes, 0 and 1 until
 * published weights are loaded.
 *
 * @example frozenBatchNorm('bn1', { trainable: false })(C1)
 */
export const frozenBatchNorm =
  (name: string, { trainable }: { readonly trainable: boolean }) =>
  <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> =>
    within(name, () => {
      const shape = [extent(x.shape, 3)]
      const kept = (statistic: string, value: number): Tensor<'f32'> => state({ name: [...here(), statistic].join('.'), shape, value })
      const scale = div(
        weight('weight', shape, { kind: 'constant', value: 1 }, { trainable }),
        sqrt(add(kept('running_var', 1), constant(epsilon, shape))),
      )
      const shift = sub(weight('bias', shape, { kind: 'constant', value: 0 }, { trainable }), mul(kept('running_mean', 0), scale))
      return add(mul(x, float<A>(scale)), float<A>(shift))
    })
