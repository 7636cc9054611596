import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { Program } from '../../compile/compile.ts'
import { owner } from '../../compile/owner.ts'
import { elementType, type Values } from '../../core/primitive.ts'
import type { Shape, Tensor } from '../../core/tensor.ts'
import { isHost } from '../../ops/host.ts'
import { leaf } from '../../ops/leaf.ts'
import { fusionsOf, unfused } from './fuse.ts'
import type { NodeDef, Port, Ports, Signature } from './graph-def.ts'
import { hoist } from './hoist.ts'
import { fused, lowered, reluGradient } from './lower.ts'
import { type GraphBuilder, graphBuilder, type Handle } from './nodes.ts'
import type { Numerics } from './precision.ts'
import { segmentsOf } from './segments.ts'
import { copied, finished, getSignature, setSignature, variable, write } from './variables.ts'

/** A host function between two segments: the ports that it reads, and the port that its result is fed to. */
export interface HostStep {
  readonly node: Tensor
  readonly reads: readonly Port[]
  readonly gives: Port
  readonly of: (inputs: readonly Values[]) => Float64Array
}

/** One call into TensorFlow, and the host functions behind it. What later segments need of it stays in the session. */
export interface Segment {
  readonly fed: readonly Port[]
  readonly fetched: readonly Port[]
  readonly hosts: readonly HostStep[]
}

/** A program as one TensorFlow graph, its state in resource variables of the session. */
export interface TensorFlowGraph {
  readonly nodes: readonly NodeDef[]
  /** What each node of the graph computes, by its name: nodes of the program. The others read, write, feed and fetch. */
  readonly computed: ReadonlyMap<string, NonEmptyArray<Tensor>>
  /** Writes parameters and state, by name. */
  readonly set: Signature
  /** Reads them. */
  readonly get: Signature
  /** Computes what every run reads and none changes; to be called after `set`. Null where there is nothing of the kind. */
  readonly prepare: Signature | null
  /** Where each input is fed, and where each output is fetched. */
  readonly inputs: Ports
  readonly outputs: Ports
  /** A run: segments one after the other. Updates become the new state in the last. */
  readonly segments: readonly Segment[]
}

const portOf = (h: Handle, shape: Shape): Port => ({ node: h.node, type: h.type === 'int32' ? 'int32' : 'float', shape })

const placeholder = (b: GraphBuilder, name: string, x: Pick<Tensor, 'dtype' | 'shape'>): Handle =>
  b.add(name, 'Placeholder', [], { dtype: { type: elementType(x.dtype) }, shape: { shape: x.shape } }, elementType(x.dtype))

const isFed = (x: Tensor): boolean => leaf(x)?.kind === 'input' || isHost(x.primitive)

const found = <K, A>(map: ReadonlyMap<K, A>, key: K): A => {
  const a = map.get(key)
  if (a === undefined) throw new Error('internal: a value is used before it is there')
  return a
}

/** A segment while it is built: `effects` have to have happened when it ends. */
interface Draft {
  readonly fed: Map<string, Port>
  readonly fetched: Map<string, Port>
  readonly hosts: HostStep[]
  readonly effects: Handle[]
  before: Handle | null
}

/** A value that one segment leaves in the session for later ones. */
interface Live {
  readonly handle: Handle
  readonly read: Handle
}

/** Builds the graph of a program. Its nodes are named by where they were declared, and run in the order of the schedule. */
export const graphOf = (program: Program, numerics: Numerics): TensorFlowGraph => {
  const b = graphBuilder(numerics)
  const segmentOf = segmentsOf(program.schedule)
  const availableIn = (x: Tensor): number => (isHost(owner(x).primitive) ? segmentOf(owner(x)) + 1 : segmentOf(x))
  const { outputs, updates } = program.legal
  const last = Math.max(0, ...program.schedule.steps.map(({ node }) => segmentOf(node)), ...Object.values(updates).map(availableIn))
  const drafts = Array.from({ length: last + 1 }, (): Draft => ({
    fed: new Map(),
    fetched: new Map(),
    hosts: [],
    effects: [],
    before: null,
  }))
  const draft = (k: number): Draft => found(new Map(drafts.entries()), k)

  const variables = new Map([...program.parameters, ...program.state].map((l) => [l.name, variable(b, l)] as const))
  const feeds = new Map(program.inputs.map((l) => [l.name, placeholder(b, `feed/${l.name}`, l)] as const))
  const values = new Map<Tensor, Handle>()
  const fusions = numerics.fuses ? fusionsOf(program, numerics.sums) : unfused
  const lives = new Map<Tensor, Live>()
  const computed = new Map<string, NonEmptyArray<Tensor>>()

  const live = (x: Tensor): Live => {
    const before = lives.get(x)
    if (before !== undefined) return before
    const [name, value] = [`live/${String(lives.size)}`, found(values, x)]
    const dtype = { type: value.type }
    const handle = b.add(
      name,
      'VarHandleOp',
      [],
      { dtype, shape: { shape: x.shape }, shared_name: { text: name }, container: { text: '' } },
      'resource',
    )
    const made = { handle, read: b.add(`${name}/read`, 'ReadVariableOp', [handle], { dtype }, value.type) }
    lives.set(x, made)
    draft(segmentOf(x)).effects.push(write(b, `${name}/write`, made, value))
    // It is let go with the run, after the last segment has read it.
    draft(last).effects.push(
      b.add(`${name}/end`, 'DestroyResourceOp', [handle], { ignore_lookup_error: { bool: true } }, 'resource', [made.read]),
    )
    return made
  }

  /** A value as segment `k` sees it. */
  const seenIn =
    (k: number) =>
    (x: Tensor): Handle => {
      const l = leaf(x)
      if (l?.kind === 'constant') return b.constant({ type: 'float', shape: x.shape, values: l.data.value })
      if (l?.kind === 'parameter' || l?.kind === 'state') return found(variables, l.data.name).read
      const value = l?.kind === 'input' ? found(feeds, l.data.name) : found(values, x)
      if (isFed(x)) draft(k).fed.set(value.node, portOf(value, x.shape))
      return isFed(x) || segmentOf(x) === k ? value : live(x).read
    }

  /** Where the host finds a value that segment `k` or an earlier one computes, or that it has itself. */
  const shownIn = (k: number, x: Tensor): Port => {
    const segment = leaf(x) === null ? segmentOf(x) : k
    const port = portOf(b.wide(isFed(x) && leaf(x) === null ? found(values, x) : seenIn(segment)(x)), x.shape)
    if (!isFed(x)) draft(segment).fetched.set(port.node, port)
    return port
  }

  for (const { node } of program.schedule.steps) {
    if (fusions.hidden.has(node)) continue
    const k = segmentOf(node)
    b.at(node.scope, draft(k).before, k)
    if (isHost(node.primitive)) {
      const reads = node.inputs.map((x) => shownIn(k, x))
      const gives = placeholder(b, `host/${String(values.size)}`, node)
      values.set(node, gives)
      draft(k).hosts.push({
        node,
        reads,
        gives: portOf(gives, node.shape),
        of: (inputs) => node.primitive.meaning(inputs, node.params, node),
      })
    } else {
      const [fusion, gradient] = [fusions.of.get(node), fusions.reluGradients.get(node)]
      const of = seenIn(k)
      const before = b.nodes.length
      const value =
        fusion !== undefined ? fused(b, fusion, of) : gradient !== undefined ? reluGradient(b, gradient, of) : lowered(b, node, of)
      values.set(node, value)
      draft(k).before = value
      for (const { name } of b.nodes.slice(before)) computed.set(name, fusion === undefined ? [node] : [fusion.convolution, node])
    }
  }
  // Old values are read before any new one is written: two leaves may exchange theirs.
  const allRead = b.add(
    'read',
    'NoOp',
    [],
    {},
    'resource',
    [...variables.values()].map((v) => v.read),
  )
  for (const [name, x] of Object.entries(updates)) {
    const value = b.wide(seenIn(last)(x))
    const own = isFed(owner(x)) ? copied(b, `write/${name}/kept`, value) : value
    draft(last).effects.push(write(b, `write/${name}`, found(variables, name), own, [allRead]))
  }
  const shown = Object.entries(outputs).map(([name, x]) => [name, shownIn(last, x)] as const)
  const set = setSignature(b, [...variables.values()])
  const done = drafts.map(({ effects }, k) => portOf(finished(b, `run/${String(k)}/done`, effects), []))
  const { nodes, prepare } =
    Object.keys(updates).length === 0
      ? hoist(b.nodes, new Set([...variables.values()].map(({ handle }) => handle.node)), (node) => b.typeOf(node))
      : { nodes: b.nodes, prepare: null }
  return {
    nodes,
    computed,
    set,
    get: getSignature([...variables.values()]),
    prepare: prepare === null ? null : { inputs: {}, outputs: { done: { node: prepare, type: 'int32', shape: [] } } },
    inputs: Object.fromEntries(program.inputs.map((l) => [l.name, portOf(found(feeds, l.name), l.shape)])),
    outputs: Object.fromEntries(shown),
    segments: drafts.map(({ fed, fetched, hosts }, k) => ({
      fed: [...fed.values()],
      fetched: [...fetched.values(), ...done.slice(k, k + 1)],
      hosts,
    })),
  }
}
