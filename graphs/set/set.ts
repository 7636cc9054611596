import { during } from '../../dsl/core/scope.ts'
import { add } from '../../dsl/ops/add.ts'
import { constant, input } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import type { MaskKind } from '../../stdlib/boxes/mask.ts'
import { type Level, levelsOf, type Mask, type MaskAxes, type Masks, maskPyramid, type Pyramid, pyramid } from '../../stdlib/nn/feature.ts'
import { type Detector, type Losses, totalLoss } from '../detectors/detector.ts'
import { perturbation, type PerturbationOptions } from './perturbation.ts'
import { smoothBackground, type SmoothingOptions } from './smoothing.ts'

/** Options of SET. Without `smoothing` it is API alone, without `perturbation` HBS alone. */
export interface SetOptions {
  readonly mask: MaskKind
  readonly smoothing: SmoothingOptions | null
  readonly perturbation: PerturbationOptions | null
  /** λ of Eq. 9: the weight of the auxiliary loss. */
  readonly lambda: number
}

/** The paper as written, r = 4, ρ = 1, λ = 1. */
export const paper: SetOptions = {
  mask: 'nearest',
  smoothing: { reduction: 4, kernel: 'eq4', outerRelu: true, maskAgain: false, bias: false },
  perturbation: { rho: 1, norm: 'batch', branchWeight: 'mean' },
  lambda: 1,
}

/** The authors' code: second masking, biases, no outer ReLU. */
export const release: SetOptions = { ...paper, smoothing: { reduction: 4, kernel: 'eq4', outerRelu: false, maskAgain: true, bias: true } }

/** The name under which a level's foreground mask is fed. @example maskFeed('nearest', 'P3') // => 'mask.nearest.P3' */
export const maskFeed = (kind: MaskKind, level: string): string => `mask.${kind}.${level}`

/** M at each level: fed, since it depends on the ground truth alone. */
export const foregroundMasks =
  (kind: MaskKind) =>
  <L extends Level>(features: Pyramid<L>): Masks<L> =>
    maskPyramid(levelsOf(features), <K extends L>(level: K): Mask<K> =>
      input<MaskAxes<K>>(maskFeed(kind, level), [...features[level].shape.slice(0, 3), 1]),
    )

/** What SET adds to a training step. */
export interface Enhancement<L extends Level, B extends string> {
  /** P^E_i of Eq. 2. */
  readonly smoothed: Pyramid<L>
  /** ε^adv_i of Eq. 8, where there is one. */
  readonly perturbation: Pyramid<L> | null
  /** L^aux_m: the detector's own losses on P^E + ε, heads shared, targets the same. */
  readonly auxiliary: Losses<B>
}

/** Spectral enhancement of clean features P with clean losses L_m. */
export const enhance =
  (o: SetOptions) =>
  <L extends Level, B extends string>(det: Detector<L, B>, P: Pyramid<NoInfer<L>>, loss: Losses<NoInfer<B>>): Enhancement<L, B> => {
    const PE = o.smoothing === null ? P : smoothBackground(o.smoothing)(P, foregroundMasks(o.mask)(P))
    const eps = o.perturbation === null ? null : perturbation(o.perturbation)(loss, P)
    const enhanced = eps === null ? PE : pyramid(levelsOf(P), (level) => add(PE[level], eps[level]))
    return { smoothed: PE, perturbation: eps, auxiliary: det.losses(enhanced) }
  }

/**
 * SET (Sun et al., CVPR 2025): the procedure `det`, trained jointly on perturbed, smoothed features. Inference is untouched.
 *
 *   L = L_det(P) + λ · L_det(P^E + ε^adv)     (Eq. 9)
 *
 * The auxiliary losses are taken over all levels together, as in the authors' code, not summed level by level.
 *
 * @example const fcosSet = set(paper)(fcos(options))
 */
export const set =
  (o: SetOptions) =>
  <L extends Level, B extends string>(det: Detector<L, B>): Detector<L, B> => ({
    ...det,
    objective: (images) => {
      const P = det.features(images)
      const losses = det.losses(P)
      const { auxiliary } = during('auxiliary', () => enhance(o)(det, P, losses))
      return { total: add(totalLoss(losses), mul(totalLoss(auxiliary), constant(o.lambda))), losses, auxiliary }
    },
  })
