import { topological } from '../../dsl/core/graph.ts'
import type { Procedure } from '../../dsl/core/procedure.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { leaf, type ParameterData, type StateData } from '../../dsl/ops/leaf.ts'

/** What a graph keeps between steps: its parameters and its state, each name once, in order of first appearance. */
export interface Kept {
  readonly parameters: readonly ParameterData[]
  readonly state: readonly StateData[]
}

/** The parameters and state that `outputs` are built from. */
export const keptBy = (outputs: Iterable<Tensor>): Kept => {
  const parameters = new Map<string, ParameterData>()
  const state = new Map<string, StateData>()
  for (const x of topological(outputs)) {
    const l = leaf(x)
    if (l?.kind === 'parameter' && !parameters.has(l.data.name)) parameters.set(l.data.name, l.data)
    if (l?.kind === 'state' && !state.has(l.data.name)) state.set(l.data.name, l.data)
  }
  return { parameters: [...parameters.values()], state: [...state.values()] }
}

/** The parameters and state of a procedure: what a run starts with, trains and saves. */
export const keptByProcedure = (p: Procedure): Kept => keptBy([...Object.values(p.outputs), ...Object.values(p.updates)])
