import { float } from '../../dsl/core/apply.ts'
import { during, within } from '../../dsl/core/scope.ts'
import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sqrt } from '../../dsl/ops/sqrt.ts'
import { square } from '../../dsl/ops/square.ts'
import { stopGradient } from '../../dsl/ops/stop-gradient.ts'
import { sum as sumOver } from '../../dsl/ops/sum.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { type Feature, type FeatureAxes, levelsOf, type Pyramid, pyramid } from '../../stdlib/nn/feature.ts'
import type { Losses } from '../detectors/detector.ts'

/** Options of adversarial perturbation injection (API). */
export interface PerturbationOptions {
  /** ρ: the norm of each branch's perturbation. */
  readonly rho: number
  /** The L2 norm of Eq. 6 is over the whole level of a batch, or of each image. */
  readonly norm: 'batch' | 'image'
  /** λ_m of Eq. 8: one weight for every branch, or `mean`, 1 / M. */
  readonly branchWeight: 'mean' | number
}

/** ε_m of Eq. 6 for one level: ρ · g / (‖g‖₂ + 1e-12). The constant is the authors'; it keeps a zero gradient at zero. */
export const perturb = <L extends string>(gradient: Feature<L>, o: Pick<PerturbationOptions, 'rho' | 'norm'>): Feature<L> => {
  const axes = o.norm === 'batch' ? [0, 1, 2, 3] : [1, 2, 3]
  const norm = sqrt(sumOver(square(gradient), axes))
  return mul(gradient, float<FeatureAxes<L>>(div(float(constant(o.rho)), add(norm, constant(1e-12)))))
}

/**
 * ε^adv of Eq. 8 for every level: Σ_m λ_m ε_m, where ε_m is along ∂L_m/∂P_i, the total derivative at P_i (through P6 and P7 as
 * well where those are built from P5). A constant: no gradient passes through it.
 */
export const perturbation =
  (o: PerturbationOptions) =>
  <L extends string, B extends string>(losses: Losses<B>, features: Pyramid<L>): Pyramid<L> =>
    within('api', () => {
      const levels = levelsOf(features)
      const branches = Object.values<Losses<B>[B]>(losses)
      const weight = o.branchWeight === 'mean' ? 1 / branches.length : o.branchWeight
      const gradients = branches.map((loss) => {
        const byLevel = during('perturbation', () =>
          grad(
            loss,
            levels.map((l): Feature<L> => features[l]),
          ),
        )
        return new Map(levels.map((l, i) => [l, byLevel[i]] as const))
      })
      return pyramid(levels, <K extends L>(level: K): Feature<K> => {
        const each = gradients.flatMap((byLevel) => {
          const g = byLevel.get(level)
          return g === undefined ? [] : [perturb<K>(float<FeatureAxes<K>>(g), o)]
        })
        const together = each.reduce((a, b) => add(a, b))
        return stopGradient(mul(together, constant(weight)))
      })
    })
