import { issue } from '../core/issue.ts'
import { topological } from '../core/graph.ts'
import { stopGradientOp } from '../ops/stop-gradient.ts'
import type { Grammar } from './pass.ts'
import { recheck, verify } from './verify.ts'

/** Well-typed graphs, as they are declared. */
export const declared: Grammar = { name: 'declared', check: (o) => [...verify(o), ...recheck(o)] }

/** Well-typed graphs that nobody differentiates any more: no marks for differentiation are left. */
export const differentiated: Grammar = {
  name: 'differentiated',
  check: (o) => [
    ...declared.check(o),
    ...topological(Object.values(o)).flatMap((x) =>
      x.primitive.name === stopGradientOp.name
        ? [issue('grammar differentiated', 'no stopGradient is left, but one is', 'erase runs before this pass', { path: x.scope })]
        : [],
    ),
  ],
}
