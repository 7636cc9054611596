import type { Axes, Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { constant } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sigmoid } from '../../dsl/ops/sigmoid.ts'
import { square } from '../../dsl/ops/square.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { binaryCrossEntropy } from './binary-cross-entropy.ts'

/**
 * Sigmoid focal loss of each logit (Lin et al., 2017, Eq. 5) with γ = 2, against targets in {0, 1}, not reduced.
 *
 *   α_t · (1 − p_t)² · BCE(x, t),   p_t = p·t + (1 − p)·(1 − t)
 *
 * @example focal(logits, oneHot(labels, 3), 0.25)   // .0433217 at logit 0, target 1
 */
export const focal = <A extends Axes>(logits: Tensor<'f32', A>, targets: Tensor<'f32', NoInfer<A>>, alpha: number): Tensor<'f32', A> => {
  const p = sigmoid(logits)
  // 1 − p_t = p + t − 2·p·t, and α_t = (1 − α) + (2α − 1)·t.
  const miss = sub(add(p, targets), mul(mul(p, targets), constant(2)))
  const balance = add(mul(targets, constant(2 * alpha - 1)), constant(1 - alpha))
  return mul(mul(balance, square(miss)), binaryCrossEntropy(logits, targets))
}
