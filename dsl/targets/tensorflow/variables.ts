import type { Shape } from '../../core/tensor.ts'
import type { Ports, Signature } from './graph-def.ts'
import type { GraphBuilder, Handle } from './nodes.ts'

/** Something that the session keeps between runs: a parameter, or state. */
export interface Variable {
  readonly name: string
  readonly shape: Shape
  readonly handle: Handle
  readonly read: Handle
}

const float = { type: 'float' } as const

/** Declares a variable and its reading. */
export const variable = (b: GraphBuilder, { name, shape }: { readonly name: string; readonly shape: Shape }): Variable => {
  const handle = b.add(
    `variable/${name}`,
    'VarHandleOp',
    [],
    { dtype: float, shape: { shape }, shared_name: { text: name }, container: { text: '' } },
    'resource',
  )
  return { name, shape, handle, read: b.add(`read/${name}`, 'ReadVariableOp', [handle], { dtype: float }, 'float') }
}

/** Writes a variable, after `before`. */
export const write = (b: GraphBuilder, name: string, v: Pick<Variable, 'handle'>, value: Handle, before: readonly Handle[] = []): Handle =>
  b.add(name, 'AssignVariableOp', [v.handle, value], { dtype: { type: value.type } }, 'resource', before)

/** A fed tensor shows the caller's own memory: what outlives the call keeps a copy. */
export const copied = (b: GraphBuilder, name: string, h: Handle): Handle => b.add(name, 'DeepCopy', [h], { T: { type: h.type } }, h.type)

/** A constant that is there to be fetched when nothing else is: everything in `after` has happened by then. */
export const finished = (b: GraphBuilder, name: string, after: readonly Handle[]): Handle => {
  const value = { type: 'int32', shape: [], values: 0 } as const
  return b.add(name, 'Const', [], { dtype: { type: 'int32' }, value: { tensor: value } }, 'int32', after)
}

/** The signature that reads all variables. */
export const getSignature = (variables: readonly Variable[]): Signature => ({
  inputs: {},
  outputs: Object.fromEntries(variables.map((v) => [v.name, { node: v.read.node, type: 'float', shape: v.shape }])),
})

/** The signature that writes all variables. */
export const setSignature = (b: GraphBuilder, variables: readonly Variable[]): Signature => {
  const fed = variables.map(
    (v) => [v, b.add(`set/${v.name}`, 'Placeholder', [], { dtype: float, shape: { shape: v.shape } }, 'float')] as const,
  )
  const written = fed.map(([v, value]) => write(b, `set/${v.name}/write`, v, copied(b, `set/${v.name}/kept`, value)))
  const inputs: Ports = Object.fromEntries(fed.map(([v, value]) => [v.name, { node: value.node, type: 'float', shape: v.shape }]))
  return { inputs, outputs: { done: { node: finished(b, 'set/done', written).node, type: 'int32', shape: [] } } }
}
