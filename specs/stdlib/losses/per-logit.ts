import * as fc from 'fast-check'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'

type Logits = Tensor<'f32', readonly ['point']>

/** A loss of one logit and its target, as a function. */
export const perLogit = (loss: (x: Logits, t: Logits) => Tensor): ((logit: number, target: number) => number) => {
  const graph = loss(input('x', [1]), input('t', [1]))
  return (logit, target) => evaluate({ loss: graph }, { x: [logit], t: [target] }).loss.data[0] ?? NaN
}

export const logits = fc.double({ min: -30, max: 30, noNaN: true })
