import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { convTo } from '../../stdlib/nn/conv.ts'
import type { Feature, FeatureAxes, Images } from '../../stdlib/nn/feature.ts'
import { groupNorm } from '../../stdlib/nn/group-norm.ts'
import type { FiveStages, Widths } from './stage.ts'

/**
 * A small residual backbone for work on a CPU: five stages of a 3×3 stride-2 convolution without bias, GroupNorm and ReLU; from
 * the second stage on followed by x = relu(x + GroupNorm(conv3×3(x))). Parameters `down<i>.{0,1}` and `block<i>.{0,1}`.
 */
export const residual =
  ({ widths, groups }: { readonly widths: Widths; readonly groups: number }) =>
  (images: Images): FiveStages =>
    within('body', () => {
      const unit = <L extends string>(name: string, channels: number, stride: number, x: Tensor<'f32'>): Feature<L> =>
        within(name, () => groupNorm('1', groups)(convTo('0', { channels, kernel: 3, stride, bias: false })<FeatureAxes<L>>(x)))
      const stage = <L extends string>(i: 0 | 1 | 2 | 3 | 4, x: Tensor<'f32'>): Feature<L> => {
        const down = relu(unit<L>(`down${String(i)}`, widths[i], 2, x))
        return i === 0 ? down : relu(add(down, unit<L>(`block${String(i)}`, widths[i], 1, down)))
      }
      const C2 = stage<'C2'>(1, stage<'C1'>(0, images))
      const C3 = stage<'C3'>(2, C2)
      const C4 = stage<'C4'>(3, C3)
      return { C2, C3, C4, C5: stage<'C5'>(4, C4) }
    })
