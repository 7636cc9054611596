import type { ElementType, NodeAttributes, Nodes } from '../../core/primitive.ts'
import type { Shape } from '../../core/tensor.ts'
import type { Attribute, NodeDef, TensorValue } from './graph-def.ts'
import type { Numerics, Precision } from './precision.ts'
import { type Scaled, scaled } from './scaling.ts'

/** A value in the graph: the node that gives it, and its element type. */
export interface Handle {
  readonly node: string
  readonly type: ElementType
}

/** Nodes as they are added, and the means to add more. */
export interface GraphBuilder extends Nodes<Handle> {
  readonly nodes: readonly NodeDef[]
  /** The element type of a node's value. */
  typeOf(node: string): ElementType
  /** Adds a node under a name that nothing else has yet; `before` are nodes that have to run first. */
  add(name: string, op: string, inputs: readonly Handle[], attrs: NodeDef['attrs'], type: ElementType, before?: readonly Handle[]): Handle
  constant(value: TensorValue): Handle
  /** A product of `inputs`, and what is fused behind it of `others`; its op and its attributes are those for the type that it has. */
  fusedProduct(
    op: (type: Precision) => string,
    inputs: readonly Handle[],
    others: readonly Handle[],
    attrs: (type: Precision) => NodeAttributes,
  ): Handle
  /** The copy of a value that products read, if it has one; else the value. */
  rounded(h: Handle): Handle
  /** A value as float, to be fetched or kept: outside of the order of what is built. */
  wide(h: Handle): Handle
  /** Names what is built from now on by where it was declared, and lets it run only after a node; segments share no copies. */
  at(scope: readonly string[], after: Handle | null, segment: number): void
}

/** A name that TensorFlow accepts, made of any text. @example nodeName('neck: P4') // => 'neck__P4' */
export const nodeName = (text: string): string => text.replace(/[^A-Za-z0-9_./-]/g, '_').replace(/^[^A-Za-z0-9.]/, '.')

/** The element type of an op's first output. */
const typeOf = (attrs: NodeAttributes): ElementType => {
  const of = attrs['DstT'] ?? attrs['T'] ?? attrs['dtype']
  return of !== undefined && 'type' in of ? of.type : 'float'
}

const isNarrow = ({ type }: Handle): boolean => type === 'bfloat16' || type === 'half'

/**
 * Starts a graph whose convolutions and matrix products run in a precision. What they give stays in bfloat16, as other products read it;
 * other ops widen what they read, each for itself: a wide copy that is kept for the backward pass would take the room of both.
 */
export const graphBuilder = ({ precision, native, cacheBytes }: Numerics): GraphBuilder => {
  const nodes: NodeDef[] = []
  const used = new Map<string, number>()
  const types = new Map<string, ElementType>()
  const constants = new Map<string, Handle>()
  const narrowed = new Map<string, Handle>()
  const widened = new Map<string, Handle>()
  const scales = new Map<string, Scaled<Handle>>()
  let prefix = ''
  let segment = 0
  let order: readonly Handle[] = []

  const unique = (wanted: string): string => {
    const n = used.get(wanted) ?? 0
    used.set(wanted, n + 1)
    return n === 0 ? wanted : unique(`${wanted}_${String(n)}`)
  }
  const add = (
    name: string,
    op: string,
    inputs: readonly Handle[],
    attrs: { readonly [name: string]: Attribute },
    type: ElementType,
    before: readonly Handle[] = [],
  ): Handle => {
    const node = unique(nodeName(name))
    types.set(node, type)
    nodes.push({ name: node, op, inputs: [...inputs.map((h) => h.node), ...before.map((h) => `^${h.node}`)], attrs })
    return { node, type }
  }
  const named = (kind: string, inputs: readonly Handle[], attrs: NodeAttributes): Handle =>
    add(`${prefix}${kind}`, kind, inputs, attrs, typeOf(attrs), order)
  const cast = (h: Handle, to: ElementType): Handle => named('Cast', [h], { SrcT: { type: h.type }, DstT: { type: to } })
  const op = (kind: string, inputs: readonly Handle[], attrs: NodeAttributes): Handle => {
    const type = typeOf(attrs)
    return named(
      kind,
      inputs.map((h) => (isNarrow(h) && h.type !== type ? cast(h, 'float') : h)),
      attrs,
    )
  }
  const constant = (tensor: TensorValue): Handle => {
    const key = JSON.stringify(tensor, (_, v: unknown) =>
      typeof v === 'number' && !Number.isFinite(v) ? String(v) : Object.is(v, -0) ? '-0' : v,
    )
    const before = constants.get(key)
    if (before !== undefined) return before
    const made = add(`constant/${tensor.type}`, 'Const', [], { dtype: { type: tensor.type }, value: { tensor } }, tensor.type)
    constants.set(key, made)
    return made
  }
  const copyOf = (h: Handle): string => `${String(segment)} ${h.node}`
  const narrow = (h: Handle): Handle => {
    if (h.type !== 'float' || precision === 'float') return h
    const before = narrowed.get(copyOf(h))
    if (before !== undefined) return before
    const made = native ? cast(h, precision) : cast(cast(h, precision), 'float')
    narrowed.set(copyOf(h), made)
    return made
  }
  const wide = (h: Handle): Handle => {
    if (!isNarrow(h)) return h
    const before = widened.get(h.node)
    if (before !== undefined) return before
    const made = add(`${h.node}/wide`, 'Cast', [h], { SrcT: { type: h.type }, DstT: { type: 'float' } }, 'float')
    widened.set(h.node, made)
    return made
  }
  const ints = (values: readonly number[], shape: Shape = [values.length]): Handle => constant({ type: 'int32', shape, values })
  const scalar = (value: number): Handle => constant({ type: 'float', shape: [], values: value })
  const scale = (h: Handle): Scaled<Handle> => {
    const before = scales.get(copyOf(h))
    if (before !== undefined) return before
    const made = scaled({ op, ints, scalar }, h)
    scales.set(copyOf(h), made)
    return made
  }
  const fusedProduct: GraphBuilder['fusedProduct'] = (kind, inputs, others, attrs) => {
    const type = native ? precision : 'float'
    if (precision !== 'half') return op(kind(type), [...inputs.map(narrow), ...(native ? others.map(narrow) : others)], attrs(type))
    if (others.length > 0) throw new Error('internal: what is fused behind a product in half precision would have to be scaled as it is')
    // Shapes are among the inputs of adjoints.
    const operands = inputs.map((h) => (h.type === 'float' ? scale(h) : { value: h, scale: null }))
    const y = op(
      kind(type),
      operands.map(({ value }) => narrow(value)),
      attrs(type),
    )
    return operands.reduce(
      (product, { scale }) => (scale === null ? product : op('RealDiv', [product, scale], { T: { type: 'float' } })),
      y,
    )
  }
  return {
    cacheBytes,
    nodes,
    typeOf: (node) => types.get(node) ?? 'float',
    add,
    op,
    constant,
    ints,
    scalar,
    fusedProduct,
    rounded: (h) => narrowed.get(copyOf(h)) ?? h,
    wide,
    product: (kind, inputs, attrs) =>
      fusedProduct(
        () => kind,
        inputs,
        [],
        (type) => ({ ...attrs, T: { type } }),
      ),
    at: (scope, after, of) => {
      segment = of
      order = after === null ? [] : [after]
      prefix = scope.length === 0 ? '' : `${scope.map(nodeName).join('/')}/`
    },
  }
}
