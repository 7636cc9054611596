import { within } from '../../dsl/core/scope.ts'
import { add } from '../../dsl/ops/add.ts'
import { constant, parameter, state } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { sub } from '../../dsl/ops/sub.ts'
import type { Optimiser } from './optimiser.ts'

export interface SgdOptions {
  /** 0 keeps no buffer. */
  readonly momentum: number
  /** An L2 penalty: it enters the gradient, and so the buffer. */
  readonly weightDecay: number
  readonly nesterov?: boolean
}

/**
 * Stochastic gradient descent with momentum, as `torch.optim.SGD` with dampening 0.
 *
 *   g ← g + wd · w        where the parameter decays
 *   v ← m · v + g         v starts at 0, so the first v is g, as in PyTorch
 *   w ← w − lr · v        nesterov: w − lr · (g + m · v)
 *
 * State: `optimiser.momentum.<parameter>`.
 *
 * @example sgd({ momentum: 0.9, weightDecay: 1e-4 })(learned, input('learningRate', []))
 */
export const sgd =
  ({ momentum, weightDecay, nesterov = false }: SgdOptions): Optimiser =>
  (learned, learningRate) =>
    within('optimiser', () =>
      Object.fromEntries(
        learned.flatMap(({ parameter: p, gradient, rate: multiple = 1, decay = p.decay }) => {
          const rate = multiple === 1 ? learningRate : mul(learningRate, constant(multiple))
          const w = parameter(p)
          const g = decay && weightDecay !== 0 ? add(gradient, mul(w, constant(weightDecay))) : gradient
          if (momentum === 0) return [[p.name, sub(w, mul(g, rate))]]
          const buffer = state({ name: `optimiser.momentum.${p.name}`, shape: p.shape, value: 0 })
          const v = add(mul(buffer, constant(momentum)), g)
          const direction = nesterov ? add(g, mul(v, constant(momentum))) : v
          return [
            [p.name, sub(w, mul(direction, rate))],
            [`optimiser.momentum.${p.name}`, v],
          ]
        }),
      ),
    )
