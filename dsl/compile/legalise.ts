import { type Outputs, topological } from '../core/graph.ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import { at } from '../core/scope.ts'
import { showType, type Tensor } from '../core/tensor.ts'
import { issue } from '../core/issue.ts'
import { differentiated } from './grammar.ts'
import type { Grammar, Pass } from './pass.ts'

/** What a backend can run, and what takes the place of what it can't. */
export interface KernelTable {
  readonly name: string
  /** The node in simpler primitives, or null where its own kernel serves. */
  readonly replace: (x: Tensor) => Tensor | null
}

const legal = (table: KernelTable): Grammar => ({
  name: `legal for ${table.name}`,
  check: (o) => [
    ...differentiated.check(o),
    ...topological(Object.values(o)).flatMap((x) =>
      table.replace(x) === null
        ? []
        : [
            issue(`grammar ${table.name}`, `every node has a kernel, but ${x.primitive.name} has not`, 'legalise runs before', {
              path: x.scope,
              evidence: [[x.primitive.name, showType(x)]],
            }),
          ],
    ),
  ],
})

const replaceAll = (table: KernelTable, outputs: Outputs): Outputs => {
  const built = new Map<Tensor, Tensor>()
  const build = (x: Tensor): Tensor => {
    const before = built.get(x)
    if (before !== undefined) return before
    const inputs = x.inputs.map(build)
    const node = inputs.every((i, k) => i === x.inputs[k]) ? x : { ...x, inputs }
    const simpler = at(x, () => table.replace(node))
    // A replacement may need replacing itself.
    const y = simpler === null ? node : build(simpler)
    built.set(x, y)
    built.set(y, y)
    return y
  }
  topological(Object.values(outputs)).forEach(build)
  return pipe(outputs, R.map(build))
}

/** Leaves only what the backend has kernels for; the primitive's own decomposition takes the place of the rest. */
export const legalise = (table: KernelTable): Pass => ({
  name: 'legalise',
  says: `replaces what ${table.name} has no good kernel for`,
  from: differentiated,
  to: legal(table),
  run: (outputs) => replaceAll(table, outputs),
})
