import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { minimum } from '../../dsl/ops/minimum.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sqrt } from '../../dsl/ops/sqrt.ts'
import { square } from '../../dsl/ops/square.ts'
import { total } from '../../dsl/ops/sum.ts'
import type { Scalar } from '../nn/feature.ts'

/** The L2 norm of all gradients together, as of one long vector: √(Σ g²). */
export const globalNorm = (gradients: readonly Tensor<'f32'>[]): Scalar =>
  within('gradient norm', () => sqrt(gradients.map((g) => total(square(g))).reduce((a, b) => add(a, b), constant(0))))

/**
 * Scales gradients together so that their global norm is at most `max`, as `torch.nn.utils.clip_grad_norm_`: by
 * min(1, max / (norm + 1e-6)). Gives the norm before clipping as well, which hides nothing: it is not finite where a gradient is not, or where
 * its square overflows (beyond 1.8e19 in float32), when finite gradients become 0.
 *
 * @example const { gradients, norm } = clipByNorm([dw, db], 35)
 */
export const clipByNorm = (
  gradients: readonly Tensor<'f32'>[],
  max: number,
): { readonly gradients: readonly Tensor<'f32'>[]; readonly norm: Scalar } => {
  const norm = globalNorm(gradients)
  return within('clip', () => {
    const coefficient: Tensor<'f32'> = minimum(div(constant<readonly []>(max), add(norm, constant(1e-6))), constant(1))
    return { gradients: gradients.map((g) => mul(g, coefficient)), norm }
  })
}
