import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { convTo } from '../../stdlib/nn/conv.ts'
import type { Feature, FeatureAxes, Images } from '../../stdlib/nn/feature.ts'
import type { FiveStages, Widths } from './stage.ts'

/** Five 3×3 stride-2 convolutions with ReLU: the backbone of the goldens, parameters `conv0` to `conv4`. */
export const convolutions =
  ({ widths }: { readonly widths: Widths }) =>
  (images: Images): FiveStages =>
    within('body', () => {
      const stage = <L extends string>(i: 0 | 1 | 2 | 3 | 4, x: Tensor<'f32'>): Feature<L> =>
        relu(convTo(`conv${String(i)}`, { channels: widths[i], kernel: 3, stride: 2 })<FeatureAxes<L>>(x))
      const C1 = stage<'C1'>(0, images)
      const C2 = stage<'C2'>(1, C1)
      const C3 = stage<'C3'>(2, C2)
      const C4 = stage<'C4'>(3, C3)
      return { C2, C3, C4, C5: stage<'C5'>(4, C4) }
    })
