import { float } from '../../dsl/core/apply.ts'
import { within } from '../../dsl/core/scope.ts'
import { type Axes, extent, type Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { normalise } from '../../dsl/ops/normalise.ts'
import { reshape } from '../../dsl/ops/reshape.ts'
import { weight } from './weight.ts'

/**
 * Group normalisation (Wu and He, 2018): zero mean and unit variance over the positions and channels of each of `groups`
 * groups of one image, then a scale and a shift a channel: parameters `<name>.weight`, `<name>.bias`. eps is 1e-5, as in PyTorch.
 *
 * @example groupNorm('norm', 8)(P3)
 */
export const groupNorm =
  (name: string, groups: number) =>
  <A extends Axes>(x: Tensor<'f32', A>): Tensor<'f32', A> =>
    within(name, () => {
      const [n = 1, h = 1, w = 1, c = 1] = x.shape
      const hat = reshape<A>(normalise(reshape(x, [n, h * w, groups, c / groups]), [1, 3], 1e-5), x.shape)
      const scale = weight('weight', [extent(x.shape, 3)], { kind: 'constant', value: 1 })
      const shift = weight('bias', [extent(x.shape, 3)], { kind: 'constant', value: 0 })
      return add(mul(hat, float<A>(scale)), float<A>(shift))
    })
