import type { ElementType } from '../../core/primitive.ts'
import type { NodeDef } from './graph-def.ts'

/** A graph whose runs read what depends on variables and constants alone, and the node that computes all of it, after the variables are set. */
export interface Hoisted {
  readonly nodes: readonly NodeDef[]
  /** To be fetched once; null where there is nothing to compute. */
  readonly prepare: string | null
}

const isControl = (input: string): boolean => input.startsWith('^')

/** What gives a value without computing it. */
const plain: ReadonlySet<string> = new Set(['Const', 'VarHandleOp', 'ReadVariableOp'])

/** What acts, or is fed. */
const acting: ReadonlySet<string> = new Set(['Placeholder', 'NoOp', 'AssignVariableOp', 'DestroyResourceOp'])

/**
 * Takes what is the same in every run out of the runs of a graph that writes none of `variables`: kernels with the scale of a normalisation
 * folded in, weights rounded to 16 bits. Their values are kept in variables of their own. What is fetched itself is computed in each run.
 */
export const hoist = (nodes: readonly NodeDef[], variables: ReadonlySet<string>, typeOf: (node: string) => ElementType): Hoisted => {
  const settled = new Map<string, NodeDef>()
  for (const n of nodes) {
    const given = n.inputs.filter((i) => !isControl(i))
    // A constant that waits for something says that it is done; a variable that is not given passes a value on within a run.
    const source = n.op === 'Const' ? n.inputs.length === 0 : n.op !== 'VarHandleOp' || variables.has(n.name)
    if (source && !acting.has(n.op) && given.every((i) => settled.has(i))) settled.set(n.name, n)
  }
  const computed = (name: string): boolean => settled.has(name) && !plain.has(settled.get(name)?.op ?? '')
  const running = nodes.filter(({ name }) => !computed(name))
  const kept = new Set(running.flatMap(({ inputs }) => inputs.filter(computed)))
  if (kept.size === 0) return { nodes, prepare: null }

  /** What has to run before, where what did is no longer part of a run. */
  const before = (control: string): readonly string[] => {
    const node = settled.get(control.slice(1))
    return node === undefined || !computed(node.name) ? [control] : node.inputs.filter(isControl).flatMap(before)
  }
  const once = [...settled.values()]
    .filter(({ name }) => computed(name))
    .map((n) => ({ ...n, inputs: n.inputs.filter((i) => !isControl(i)) }))
  const runs = running.map((n) => ({
    ...n,
    inputs: n.inputs.flatMap((i) => (isControl(i) ? before(i) : kept.has(i) ? [`kept/${i}/read`] : [i])),
  }))
  const stores = [...kept].flatMap((name): readonly NodeDef[] => {
    const dtype = { type: typeOf(name) }
    const variable = `kept/${name}`
    const attrs = { dtype, shape: { shape: null }, shared_name: { text: variable }, container: { text: '' } }
    return [
      { name: variable, op: 'VarHandleOp', inputs: [], attrs },
      { name: `${variable}/write`, op: 'AssignVariableOp', inputs: [variable, name], attrs: { dtype } },
      { name: `${variable}/read`, op: 'ReadVariableOp', inputs: [variable], attrs: { dtype } },
    ]
  })
  const value = { tensor: { type: 'int32', shape: [], values: 0 } } as const
  const prepare = 'prepare/done'
  const inputs = [...kept].map((name) => `^kept/${name}/write`)
  const done: NodeDef = { name: prepare, op: 'Const', inputs, attrs: { dtype: { type: 'int32' }, value } }
  return { nodes: [...once, ...stores, ...runs, done], prepare }
}
