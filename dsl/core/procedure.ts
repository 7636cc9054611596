import type { Outputs } from './graph.ts'

/**
 * What is compiled: a pure graph `(state, batch) → (state', outputs)`. Parameters and state are named leaves; `updates` gives, by the
 * name of such a leaf, its next value. Without updates it is a plain function of parameters and batch, as inference is.
 */
export interface Procedure {
  readonly outputs: Outputs
  readonly updates: Outputs
}

const mark = '→ '

/** The name of an update among flattened outputs. */
export const updateName = (leaf: string): string => mark + leaf

/** Outputs and updates under one set of names, for passes that rewrite the whole. */
export const flatten = (p: Procedure): Outputs => ({
  ...p.outputs,
  ...Object.fromEntries(Object.entries(p.updates).map(([name, x]) => [updateName(name), x])),
})

/** Inverse of `flatten`. */
export const unflatten = (outputs: Outputs): Procedure => {
  const entries = Object.entries(outputs)
  return {
    outputs: Object.fromEntries(entries.filter(([name]) => !name.startsWith(mark))),
    updates: Object.fromEntries(entries.flatMap(([name, x]) => (name.startsWith(mark) ? [[name.slice(mark.length), x]] : []))),
  }
}
