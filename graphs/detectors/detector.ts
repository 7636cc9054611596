import type { Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import type { Images, Level, Pyramid, Scalar } from '../../stdlib/nn/feature.ts'

/** One scalar a branch m of the detector: L_m of Eq. 6. */
export type Losses<B extends string> = { readonly [K in B]: Scalar }

/** Σ_m L_m. */
export const totalLoss = <B extends string>(losses: Losses<B>): Scalar => Object.values<Scalar>(losses).reduce((a, b) => add(a, b))

/** What a training step minimises, and what it reports. */
export interface Objective<B extends string> {
  readonly total: Scalar
  /** The detector's own losses, on the clean features. */
  readonly losses: Losses<B>
  /** Losses on enhanced features, where a method adds them. */
  readonly auxiliary?: Losses<B>
}

/** Raw outputs of the head at one level, a row a point: class logits [n, points, K], the distances to the sides in pixels [n, points, 4], centerness logits [n, points, 1]. */
export interface Prediction {
  readonly logits: Tensor<'f32'>
  readonly sides: Tensor<'f32'>
  readonly centerness: Tensor<'f32'>
}

/**
 * A detector with its training procedure: L are the levels that its neck makes and B the branches of its loss. A method such as
 * SET takes one and gives one, replacing `objective` alone.
 */
export interface Detector<L extends Level, B extends string> {
  readonly classes: number
  readonly branches: readonly B[]
  /** P_i: the neck's features of a batch of images. */
  readonly features: (images: Images) => Pyramid<L>
  /** The loss of each branch at these features. Targets are fed, by names that `stdlib/assign` fills. */
  readonly losses: (features: Pyramid<L>) => Losses<B>
  readonly objective: (images: Images) => Objective<B>
  /** Inference: the head's raw outputs, level by level. */
  readonly predictions: (features: Pyramid<L>) => { readonly [K in L]: Prediction }
}
