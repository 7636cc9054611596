import type { Outputs } from '../../dsl/core/graph.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import type { ParameterData } from '../../dsl/ops/leaf.ts'
import type { Scalar } from '../nn/feature.ts'

/** A trainable parameter and the gradient of the loss with respect to it, of the same shape. */
export interface Learned {
  readonly parameter: ParameterData
  readonly gradient: Tensor<'f32'>
  /** The learning rate of this parameter, as a multiple of all others'; 1 where it is left out. */
  readonly rate?: number
  /** Does weight decay apply? As the parameter says, where it is left out. */
  readonly decay?: boolean
}

/**
 * An optimiser is a graph: from parameters, gradients and the learning rate to the next value of each parameter and of each state leaf
 * that the optimiser keeps (`optimiser.<what>.<parameter>`), by name. Its state is what those leaves say, so it starts and is saved with them.
 */
export type Optimiser = (learned: readonly Learned[], learningRate: Scalar) => Outputs
