import { rewrite } from '../core/graph.ts'
import { stopGradientOp } from '../ops/stop-gradient.ts'
import { declared, differentiated } from './grammar.ts'
import type { Pass } from './pass.ts'

/** Takes stopGradient away: everything is differentiated by now, and it is the identity. */
export const erase: Pass = {
  name: 'erase',
  says: 'takes stopGradient away, which is the identity once everything is differentiated',
  from: declared,
  to: differentiated,
  run: (outputs) => rewrite(outputs, (x) => (x.primitive.name === stopGradientOp.name ? (x.inputs[0] ?? x) : x)),
}
