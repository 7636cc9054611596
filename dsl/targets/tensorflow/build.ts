import type { Program } from '../../compile/compile.ts'
import { owner } from '../../compile/schedule.ts'
import { elementType } from '../../core/primitive.ts'
import { type DType, showType, type Shape, type Tensor } from '../../core/tensor.ts'
import { leaf } from '../../ops/leaf.ts'
import type { NodeDef, Port, Signature } from './graph-def.ts'
import { type GraphBuilder, graphBuilder, type Handle } from './nodes.ts'
import type { Precision } from './precision.ts'

/** A program as one TensorFlow graph, its state in resource variables of the session. */
export interface TensorFlowGraph {
  readonly nodes: readonly NodeDef[]
  /** Writes parameters and state, by name. */
  readonly set: Signature
  /** Reads them. */
  readonly get: Signature
  /** Runs once: fed inputs to outputs, and the updates become the new state. */
  readonly run: Signature
}

/** The output of a signature that is there only so that something is fetched: everything else has happened by then. */
export const done = 'done'

interface Variable {
  readonly name: string
  readonly shape: Shape
  readonly handle: Handle
  readonly read: Handle
}

const float = { type: 'float' } as const

const variable = (b: GraphBuilder, { name, shape }: { readonly name: string; readonly shape: Shape }): Variable => {
  const handle = b.add(
    `variable/${name}`,
    'VarHandleOp',
    [],
    { dtype: float, shape: { shape }, shared_name: { text: name }, container: { text: '' } },
    'resource',
  )
  return { name, shape, handle, read: b.add(`read/${name}`, 'ReadVariableOp', [handle], { dtype: float }, 'float') }
}

const finished = (b: GraphBuilder, name: string, after: readonly Handle[]): Port => {
  const value = { type: 'int32', shape: [], values: 0 } as const
  const { node } = b.add(name, 'Const', [], { dtype: { type: 'int32' }, value: { tensor: value } }, 'int32', after)
  return { node, type: 'int32', shape: [] }
}

const portType = (dtype: DType): Port['type'] => (dtype === 'i32' ? 'int32' : 'float')

/** The port of each value under its name. */
const ports = <A>(items: readonly A[], port: (a: A) => readonly [string, Port]): Signature['inputs'] => Object.fromEntries(items.map(port))

const copied = (b: GraphBuilder, name: string, h: Handle): Handle => b.add(name, 'DeepCopy', [h], { T: { type: h.type } }, h.type)

const setSignature = (b: GraphBuilder, variables: readonly Variable[]): Signature => {
  const fed = variables.map((v) => ({
    v,
    value: b.add(`set/${v.name}`, 'Placeholder', [], { dtype: float, shape: { shape: v.shape } }, 'float'),
  }))
  const assigned = fed.map(({ v, value }) =>
    b.add(`set/${v.name}/write`, 'AssignVariableOp', [v.handle, copied(b, `set/${v.name}/kept`, value)], { dtype: float }, 'resource'),
  )
  return {
    inputs: ports(fed, ({ v, value }) => [v.name, { node: value.node, type: 'float', shape: v.shape }]),
    outputs: { [done]: finished(b, 'set/done', assigned) },
  }
}

const lowered = (b: GraphBuilder, x: Tensor, of: (x: Tensor) => Handle): Handle => {
  const { tensorflow } = x.primitive.lower
  if (typeof tensorflow === 'string')
    throw new Error(`internal: ${x.primitive.name} ${showType(x)} has no op in TensorFlow; legalise should have replaced it`)
  return tensorflow.build(b, x.inputs.map(of), { params: x.params, types: x.inputs, out: x })
}

/** A fed tensor shows the caller's own memory: what keeps it keeps a copy. */
const kept = (b: GraphBuilder, x: Tensor, h: Handle): Handle => (leaf(owner(x))?.kind === 'input' ? copied(b, `${h.node}/kept`, h) : h)

/** TensorFlow does not fetch what is fed. */
const fetchable = (b: GraphBuilder, x: Tensor, h: Handle): Handle =>
  leaf(x)?.kind === 'input' ? b.add(`${h.node}/shown`, 'Identity', [h], { T: { type: h.type } }, h.type) : h

/** Builds the graph of a program. Its nodes are named by where they were declared. */
export const graphOf = (program: Program, precision: Precision): TensorFlowGraph => {
  const b = graphBuilder(precision)
  const variables = new Map([...program.parameters, ...program.state].map((l) => [l.name, variable(b, l)] as const))
  const fed = new Map(
    program.inputs.map((l) => {
      const type = elementType(l.dtype)
      return [l.name, b.add(`feed/${l.name}`, 'Placeholder', [], { dtype: { type }, shape: { shape: l.shape } }, type)] as const
    }),
  )
  const values = new Map<Tensor, Handle>()
  const known = (map: ReadonlyMap<string, Handle>, name: string): Handle => {
    const handle = map.get(name)
    if (handle === undefined) throw new Error(`internal: no leaf is called ${name}`)
    return handle
  }
  const of = (x: Tensor): Handle => {
    const before = values.get(x)
    if (before !== undefined) return before
    const l = leaf(x)
    if (l === null) throw new Error(`internal: ${x.primitive.name} is used before it is scheduled`)
    if (l.kind === 'constant') return b.constant({ type: 'float', shape: x.shape, values: l.data.value })
    if (l.kind === 'input') return known(fed, l.data.name)
    return known(reads, l.data.name)
  }
  const reads = new Map([...variables].map(([name, v]) => [name, v.read] as const))
  let before: Handle | null = null
  for (const { node } of program.schedule.steps) {
    b.at(node.scope, before)
    before = lowered(b, node, of)
    values.set(node, before)
  }
  // Old values are read before any new one is written: two leaves may exchange theirs.
  const allRead = b.add('read', 'NoOp', [], {}, 'resource', [...reads.values()])
  const written = Object.entries(program.legal.updates).flatMap(([name, x]) => {
    const v = variables.get(name)
    return v === undefined
      ? []
      : [b.add(`write/${name}`, 'AssignVariableOp', [v.handle, kept(b, x, of(x))], { dtype: float }, 'resource', [allRead])]
  })
  const outputs = Object.entries(program.legal.outputs)
  const all = [...variables.values()]
  return {
    nodes: b.nodes,
    set: setSignature(b, all),
    get: { inputs: {}, outputs: ports(all, (v) => [v.name, { node: v.read.node, type: 'float', shape: v.shape }]) },
    run: {
      inputs: ports(program.inputs, (l) => [l.name, { node: known(fed, l.name).node, type: portType(l.dtype), shape: l.shape }]),
      outputs: {
        ...ports(outputs, ([name, x]) => [name, { node: fetchable(b, x, of(x)).node, type: portType(x.dtype), shape: x.shape }]),
        [done]: finished(b, 'run/done', written),
      },
    },
  }
}
