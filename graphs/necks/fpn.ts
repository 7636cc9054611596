import { recordOf, spelled } from '../../dsl/core/boundary.ts'
import { within } from '../../dsl/core/scope.ts'
import { extent } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import type { Initialiser } from '../../dsl/ops/leaf.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { resize } from '../../dsl/ops/resize.ts'
import { convTo } from '../../stdlib/nn/conv.ts'
import { type Feature, type FeatureAxes, levelsOf, type Pyramid, pyramid } from '../../stdlib/nn/feature.ts'

/** The neck's level at the stride of a backbone's level. */
export type Lateral<C extends string> = C extends `C${infer N}` ? `P${N}` : never

/** The level of the neck beside a level of the backbone. @example lateral('C3') // => 'P3' */
const lateral = <C extends string>(level: C): Lateral<C> => spelled(level.replace('C', 'P'))

const init: Initialiser = { kind: 'kaiming', gain: 1 }
const biasInit: Initialiser = { kind: 'constant', value: 0 }

/**
 * Feature pyramid network (Lin et al., 2017): 1×1 lateral convolutions, nearest upsampling to the finer map's exact size, sums,
 * and 3×3 output convolutions. Parameters as torchvision's: `inner_blocks.<i>.0`, `layer_blocks.<i>.0`.
 */
export const fpn =
  ({ channels }: { readonly channels: number }) =>
  <C extends `C${number}`>(features: Pyramid<C>): Pyramid<Lateral<C>> =>
    within('fpn', () => {
      const from = levelsOf(features)
      const merged = new Map<string, Feature<string>>()
      from.toReversed().forEach((level, k) => {
        const own = convTo(`inner_blocks.${String(from.length - 1 - k)}.0`, { channels, kernel: 1, init, biasInit })<FeatureAxes<string>>(
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
        return convTo(`layer_blocks.${String(i)}.0`, { channels, kernel: 3, init, biasInit })<FeatureAxes<K>>(inner)
      })
    })

/**
 * Two more levels from the coarsest output: P6 = conv(P5) and P7 = conv(relu(P6)), both 3×3 with stride 2. Parameters as
 * torchvision's `LastLevelP6P7`: `extra_blocks.p6`, `extra_blocks.p7`.
 */
export const extraLevels =
  ({ channels }: { readonly channels: number }) =>
  <L extends string>(p: Pyramid<L | 'P5'>): Pyramid<L | 'P5' | 'P6' | 'P7'> =>
    within(['fpn', 'extra_blocks'], () => {
      const P6 = convTo('p6', { channels, kernel: 3, stride: 2, init, biasInit })<FeatureAxes<'P6'>>(p.P5)
      const P7 = convTo('p7', { channels, kernel: 3, stride: 2, init, biasInit })<FeatureAxes<'P7'>>(relu(P6))
      return recordOf(Object.entries({ ...p, P6, P7 }))
    })
