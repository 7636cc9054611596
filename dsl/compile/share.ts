import { rewrite } from '../core/graph.ts'
import { differentiated } from './grammar.ts'
import { Numbering } from './key.ts'
import type { Pass } from './pass.ts'

/** Common subexpressions: nodes that compute the same become one. API's branch gradients and the clean backward pass meet here. */
export const share: Pass = {
  name: 'share',
  says: 'makes nodes that compute the same one node',
  from: differentiated,
  to: differentiated,
  run: (outputs) => {
    const numbering = new Numbering()
    return rewrite(outputs, (x) => numbering.node(numbering.of(x)))
  },
}
