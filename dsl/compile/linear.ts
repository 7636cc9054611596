import type { Outputs } from '../core/graph.ts'
import { differentiated } from './grammar.ts'
import { equalGraphs } from './key.ts'
import { merge } from './linear/merge.ts'
import { split } from './linear/split.ts'
import type { Pass } from './pass.ts'

// A map L that is linear in an argument commutes with sums: L(a + b) = L(a) + L(b). Which side is cheaper depends on what is
// computed anyway: with L(a) and L(b) there, the sum is free; with neither used elsewhere, one L of the summed argument is.

const settled = (step: (o: Outputs) => Outputs, outputs: Outputs): Outputs => {
  const next = step(outputs)
  return equalGraphs(outputs, next) ? outputs : settled(step, next)
}

/**
 * Sums on the side where they cost least: the clean backward pass becomes the sum of API's branch gradients, and two weight
 * gradients of the same input one adjoint of the summed cotangent. Never raises the multiply-accumulates.
 */
export const linear: Pass = {
  name: 'linear',
  says: 'moves sums through linear maps to the side that is computed anyway',
  from: differentiated,
  to: differentiated,
  run: (outputs) => settled((o) => merge(split(o)), outputs),
}
