import { spelled } from '../../dsl/core/boundary.ts'
import { within } from '../../dsl/core/scope.ts'
import { extent } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { resize } from '../../dsl/ops/resize.ts'
import { type ConvOptions, convTo } from '../../stdlib/nn/conv.ts'
import { type Feature, type FeatureAxes, levelsOf, type Pyramid, pyramid } from '../../stdlib/nn/feature.ts'

/** The neck's level at the stride of a backbone's level. */
export type Lateral<C extends string> = C extends `C${infer N}` ? `P${N}` : never

/** The level of the neck beside a level of the backbone. @example lateral('C3') // => 'P3' */
const lateral = <C extends string>(level: C): Lateral<C> => spelled(level.replace('C', 'P'))

/** How the convolutions of a neck start: torchvision's necks as `kaiming`, mmdetection's as `xavier`. Biases start at 0. */
export type NeckInit = 'kaiming' | 'xavier'

export interface NeckOptions {
  readonly channels: number
  /** `kaiming` where it is left out. */
  readonly init?: NeckInit
}

/** The options of a convolution of the neck. */
export const neckConv = ({ channels, init = 'kaiming' }: NeckOptions): Pick<ConvOptions, 'channels' | 'init' | 'biasInit'> => ({
  channels,
  init: init === 'kaiming' ? { kind: 'kaiming', gain: 1 } : { kind: 'xavier' },
  biasInit: { kind: 'constant', value: 0 },
})

/**
 * Feature pyramid network (Lin et al., 2017): 1×1 lateral convolutions, nearest upsampling to the finer map's exact size, sums,
 * and 3×3 output convolutions. Parameters as torchvision's: `inner_blocks.<i>.0`, `layer_blocks.<i>.0`.
 */
export const fpn =
  (o: NeckOptions) =>
  <C extends `C${number}`>(features: Pyramid<C>): Pyramid<Lateral<C>> =>
    within('fpn', () => {
      const from = levelsOf(features)
      const merged = new Map<string, Feature<string>>()
      from.toReversed().forEach((level, k) => {
        const own = convTo(`inner_blocks.${String(from.length - 1 - k)}.0`, { ...neckConv(o), kernel: 1 })<FeatureAxes<string>>(
          features[level],
        )
        const coarser = merged.get(from[from.length - k] ?? '')
        merged.set(
          level,
          coarser === undefined ? own : add(own, resize<FeatureAxes<string>>(coarser, extent(own.shape, 1), extent(own.shape, 2))),
        )
      })
      return pyramid(from.map(lateral), <K extends Lateral<C>>(level: K): Feature<K> => {
        const i = from.findIndex((c) => lateral(c) === level)
        const inner = merged.get(from[i] ?? '')
        if (inner === undefined) throw new Error(`internal: ${level} has no lateral`)
        return convTo(`layer_blocks.${String(i)}.0`, { ...neckConv(o), kernel: 3 })<FeatureAxes<K>>(inner)
      })
    })
