import { float } from '../../dsl/core/apply.ts'
import { recordOf } from '../../dsl/core/boundary.ts'
import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { maxPool } from '../../dsl/ops/max-pool.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { convTo } from '../../stdlib/nn/conv.ts'
import type { FeatureAxes, Pyramid } from '../../stdlib/nn/feature.ts'
import { neckConv, type NeckOptions } from './fpn.ts'

export interface ExtraLevelsOptions extends NeckOptions {
  /** Are the positive parts of P6 what P7 is made of? They are, unless this is false. */
  readonly relu?: boolean
}

type Coarse<L extends string> = Pyramid<L | 'P5'>

/**
 * P6 = conv(`source`), 3×3 with stride 2; `source` is P5 (mmdetection's `on_output`) unless another map is given, such as C5
 * (`on_input`). Parameters as torchvision's: `extra_blocks.p6`.
 *
 * @example sixthLevel({ channels: 256 })(fpn({ channels: 256 })({ C2, C3, C4, C5 }))
 */
export const sixthLevel =
  (o: NeckOptions) =>
  <L extends string>(p: Coarse<L>, source: Tensor<'f32'> = p.P5): Pyramid<L | 'P5' | 'P6'> =>
    within(['fpn', 'extra_blocks'], () =>
      recordOf(Object.entries({ ...p, P6: convTo('p6', { ...neckConv(o), kernel: 3, stride: 2 })<FeatureAxes<'P6'>>(source) })),
    )

/**
 * P6 as `sixthLevel` makes it, and P7 = conv(relu(P6)), 3×3 with stride 2 too. Parameters as torchvision's `LastLevelP6P7`:
 * `extra_blocks.p6`, `extra_blocks.p7`.
 *
 * @example extraLevels({ channels: 256 })(fpn({ channels: 256 })({ C3, C4, C5 }))
 */
export const extraLevels =
  ({ relu: positive = true, ...o }: ExtraLevelsOptions) =>
  <L extends string>(p: Coarse<L>, source: Tensor<'f32'> = p.P5): Pyramid<L | 'P5' | 'P6' | 'P7'> => {
    const six = sixthLevel(o)<L>(p, source)
    const P6: Tensor<'f32'> = six.P6
    return within(['fpn', 'extra_blocks'], () =>
      recordOf(
        Object.entries({
          ...six,
          P7: convTo('p7', { ...neckConv(o), kernel: 3, stride: 2 })<FeatureAxes<'P7'>>(positive ? relu(P6) : P6),
        }),
      ),
    )
  }

/** P6 as every second cell of P5 (Lin et al., 2017): a max pooling of 1×1 windows with stride 2. */
export const pooledLevel = <L extends string>(p: Coarse<L>): Pyramid<L | 'P5' | 'P6'> =>
  within(['fpn', 'pool'], () => {
    const none = [0, 0] as const
    const P6 = float<FeatureAxes<'P6'>>(maxPool(p.P5, { size: [1, 1], strides: [2, 2], pads: [none, none] }))
    return recordOf(Object.entries({ ...p, P6 }))
  })
