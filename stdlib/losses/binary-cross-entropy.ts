import type { Axes, Tensor } from '../../dsl/core/tensor.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { softplus } from '../../dsl/ops/softplus.ts'
import { sub } from '../../dsl/ops/sub.ts'

/**
 * Binary cross-entropy of each logit with a target in [0, 1], not reduced, without overflow.
 *
 *   −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) = softplus(x) − x·t
 *
 * @example binaryCrossEntropy(logits, targets)   // ln 2 at logit 0
 */
export const binaryCrossEntropy = <A extends Axes>(logits: Tensor<'f32', A>, targets: Tensor<'f32', NoInfer<A>>): Tensor<'f32', A> =>
  sub(softplus(logits), mul(logits, targets))
