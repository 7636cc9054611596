import type { Outputs } from '../dsl/core/graph.ts'
import type { Procedure } from '../dsl/core/procedure.ts'
import { during } from '../dsl/core/scope.ts'
import { input, parameter, type ParameterData } from '../dsl/ops/leaf.ts'
import { grad } from '../dsl/transform/grad.ts'
import type { Scalar } from '../stdlib/nn/feature.ts'
import { keptBy } from '../stdlib/nn/leaves.ts'
import { clipByNorm, globalNorm } from '../stdlib/optim/clip.ts'
import type { Optimiser } from '../stdlib/optim/optimiser.ts'
import type { Losses, Objective } from './detectors/detector.ts'

/** The name under which the learning rate of a step is fed: see `learningRateAt` of stdlib/optim. */
export const learningRateFeed = 'learningRate'

export interface TrainingStepOptions<B extends string> {
  readonly objective: Objective<B>
  readonly optimiser: Optimiser
  /** The largest global norm of the gradient, or null. */
  readonly clip: number | null
  /** How the biases of convolutions are learned, where they differ from the rest: mmdetection's `bias_lr_mult` and `bias_decay_mult`. */
  readonly biases?: BiasOptions
}

export interface BiasOptions {
  /** A multiple of the learning rate. */
  readonly rate: number
  readonly decay: boolean
}

/** Names of the convolutions' biases: those beside a kernel. A normalisation's stands beside a scale a channel. */
const biasesOf = (trained: readonly ParameterData[]): ReadonlySet<string> =>
  new Set(trained.flatMap(({ name, shape }) => (shape.length === 4 ? [name.replace(/weight$/, 'bias')] : [])))

const branches = <B extends string>(prefix: string, losses: Losses<B>): Outputs =>
  Object.fromEntries(Object.entries<Scalar>(losses).map(([branch, loss]) => [`${prefix}.${branch}`, loss]))

/**
 * One training step as a graph, (state, batch) → (state', metrics): the gradient of the total loss with respect to every trainable
 * parameter that it is built from, clipped, then one update.
 *
 * Outputs, all scalars: `loss`, `loss.<branch>`, `auxiliary.<branch>` where the method has them, and `gradientNorm` before clipping.
 * Updates: each trainable parameter and each leaf of the optimiser's state. Fed besides the batch: `learningRate`.
 *
 * @example trainingStep({ objective: det.objective(images), optimiser: sgd({ momentum: 0.9, weightDecay: 1e-4 }), clip: 35 })
 */
export const trainingStep = <B extends string>({ objective, optimiser, clip, biases }: TrainingStepOptions<B>): Procedure => {
  const trained = keptBy([objective.total]).parameters.filter((p) => p.trainable)
  const gradients = grad(objective.total, trained.map(parameter))
  const clipped = during('update', () => (clip === null ? { gradients, norm: globalNorm(gradients) } : clipByNorm(gradients, clip)))
  const isBias = biasesOf(trained)
  const learned = trained.flatMap((p, i) => {
    const gradient = clipped.gradients[i]
    return gradient === undefined ? [] : [{ parameter: p, gradient, ...(isBias.has(p.name) ? biases : {}) }]
  })
  return {
    outputs: {
      loss: objective.total,
      ...branches('loss', objective.losses),
      ...(objective.auxiliary === undefined ? {} : branches('auxiliary', objective.auxiliary)),
      gradientNorm: clipped.norm,
    },
    updates: during('update', () => optimiser(learned, input<readonly []>(learningRateFeed, []))),
  }
}
