import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant, parameter, state } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sqrt } from '../../dsl/ops/sqrt.ts'
import { square } from '../../dsl/ops/square.ts'
import { sub } from '../../dsl/ops/sub.ts'
import type { Optimiser } from './optimiser.ts'

export interface AdamWOptions {
  /** PyTorch's default is .9, .999. */
  readonly betas: readonly [first: number, second: number]
  /** PyTorch's default is 1e-8. */
  readonly epsilon: number
  /** Decoupled: it shrinks the weight, not the gradient. PyTorch's default is .01. */
  readonly weightDecay: number
}

/** β · before + (1 − β) · x. */
const average = (beta: number, before: Tensor<'f32'>, x: Tensor<'f32'>): Tensor<'f32'> =>
  add(mul(before, constant(beta)), mul(x, constant(1 - beta)))

/**
 * AdamW (Loshchilov and Hutter, 2019), as `torch.optim.AdamW`.
 *
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   c ← β c + (1 − β) = 1 − βᵗ
 *   w ← w (1 − lr · wd) − lr / c₁ · m / (√v / √c₂ + ε)      wd where the parameter decays
 *
 * State: `optimiser.firstMoment.<parameter>`, `optimiser.secondMoment.<parameter>`, and the bias corrections `optimiser.correction1` and
 * `optimiser.correction2`, all from 0. Deviation: 1 − βᵗ is carried, not βᵗ, since 1 − .999 loses five digits in float32.
 *
 * @example adamw({ betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-4 })(learned, input('learningRate', []))
 */
export const adamw =
  ({ betas: [beta1, beta2], epsilon, weightDecay }: AdamWOptions): Optimiser =>
  (learned, learningRate) =>
    within('optimiser', () => {
      const correction1 = average(beta1, state({ name: 'optimiser.correction1', shape: [], value: 0 }), constant(1))
      const correction2 = average(beta2, state({ name: 'optimiser.correction2', shape: [], value: 0 }), constant(1))
      const deviation = sqrt(correction2)
      return Object.fromEntries([
        ['optimiser.correction1', correction1],
        ['optimiser.correction2', correction2],
        ...learned.flatMap(({ parameter: p, gradient, rate: multiple = 1, decay = p.decay }): readonly (readonly [string, Tensor])[] => {
          const moment = (name: string): Tensor<'f32'> => state({ name: `optimiser.${name}.${p.name}`, shape: p.shape, value: 0 })
          const m = average(beta1, moment('firstMoment'), gradient)
          const v = average(beta2, moment('secondMoment'), square(gradient))
          const rate = multiple === 1 ? learningRate : mul(learningRate, constant(multiple))
          const shrinkage = sub<readonly string[]>(constant(1), mul<readonly string[]>(rate, constant(weightDecay)))
          const w = parameter(p)
          const kept = decay && weightDecay !== 0 ? mul(w, shrinkage) : w
          const step = div(m, add(div(sqrt(v), deviation), constant(epsilon)))
          return [
            [p.name, sub(kept, mul(step, div<readonly string[]>(rate, correction1)))],
            [`optimiser.firstMoment.${p.name}`, m],
            [`optimiser.secondMoment.${p.name}`, v],
          ]
        }),
      ])
    })
