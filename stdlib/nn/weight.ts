import { here } from '../../dsl/core/scope.ts'
import type { Shape, Tensor } from '../../dsl/core/tensor.ts'
import { type Initialiser, parameter } from '../../dsl/ops/leaf.ts'

/** A parameter, named by the scopes in which it is declared: `backbone.layer1.0.conv1.weight`. Every one decays, as in `torch.optim`. */
export const weight = (name: string, shape: Shape, init: Initialiser, { trainable } = { trainable: true }): Tensor<'f32'> =>
  parameter({ name: [...here(), name].join('.'), shape, init, trainable, decay: true })
