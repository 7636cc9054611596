import { keysOf, recordOf } from '../../dsl/core/boundary.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'

/** A pyramid level of the neck (`P3`) or of the backbone (`C3`): stride 2 to the power of its number. */
export type Level = `${'C' | 'P'}${number}`

/** The axes of a feature map of one level. */
export type FeatureAxes<L extends string> = readonly ['image', `row ${L}`, `column ${L}`, 'channel']

/** A feature map of one level. The level lives in the names of its axes, so that maps of two levels do not mix. */
export type Feature<L extends string> = Tensor<'f32', FeatureAxes<L>>

/** The foreground mask of one level: 1 where a cell is foreground, one channel. */
export type Mask<L extends string> = Tensor<'f32', MaskAxes<L>>

/** The axes of a foreground mask. */
export type MaskAxes<L extends string> = readonly ['image', `row ${L}`, `column ${L}`, 'foreground']

/** A map for each level. */
export type Pyramid<L extends string> = { readonly [K in L]: Feature<K> }

/** A mask for each level. */
export type Masks<L extends string> = { readonly [K in L]: Mask<K> }

/** A batch of images, NHWC. */
export type Images = Tensor<'f32', readonly ['image', 'row', 'column', 'colour']>

export type Scalar = Tensor<'f32', readonly []>

/** Stride of a level in pixels. @example strideOf('P3') // => 8 */
export const strideOf = (level: Level): number => 2 ** Number(level.slice(1))

/** A pyramid from its levels, in order. */
export const pyramid = <L extends string>(levels: readonly L[], of: <K extends L>(level: K) => Feature<K>): Pyramid<L> =>
  recordOf<Pyramid<L>>(levels.map((l) => [l, of(l)] as const))

/** Masks from their levels, in order. */
export const maskPyramid = <L extends string>(levels: readonly L[], of: <K extends L>(level: K) => Mask<K>): Masks<L> =>
  recordOf<Masks<L>>(levels.map((l) => [l, of(l)] as const))

/** The levels of a pyramid, in the order in which it was built: fine to coarse. */
export const levelsOf = <L extends string>(p: Pyramid<L>): readonly L[] => keysOf(p)
