import { type Outputs, topological } from '../core/graph.ts'
import type { Data, Tensor } from '../core/tensor.ts'
import type { Primitive } from '../core/primitive.ts'
import { leaf } from '../ops/leaf.ts'

/** Numbers that JSON takes for others: it writes NaN and the infinities as null, and −0 as 0. */
const exactly = (_: string, v: unknown): unknown => {
  if (typeof v !== 'number' || (Number.isFinite(v) && !Object.is(v, -0))) return v
  return Object.is(v, -0) ? '-0' : String(v)
}

/**
 * Numbers nodes so that two have the same number exactly when they compute the same: same primitive, same parameters, same
 * inputs; leaves by kind and name. The scope in which a node was declared does not count.
 */
export class Numbering {
  private readonly numbers = new Map<string, number>()
  private readonly parameters = new WeakMap<object, string>()
  private readonly known = new Map<Tensor, number>()
  private readonly nodes: Tensor[] = []

  private shown(params: Data): string {
    if (params === null || typeof params !== 'object') return JSON.stringify(params, exactly)
    const before = this.parameters.get(params)
    if (before !== undefined) return before
    const text = JSON.stringify(params, exactly)
    this.parameters.set(params, text)
    return text
  }

  private key(p: Primitive, inputs: readonly number[], params: Data): string {
    return `${p.name}(${inputs.join()})${this.shown(params)}`
  }

  /** The number of a node whose inputs are numbered. */
  of(x: Tensor): number {
    const before = this.known.get(x)
    if (before !== undefined) return before
    const l = leaf(x)
    const key =
      l === null || l.kind === 'constant'
        ? this.key(
            x.primitive,
            x.inputs.map((i) => this.of(i)),
            x.params,
          )
        : `${l.kind} ${l.data.name}`
    const number = this.numbers.get(key) ?? this.numbers.size
    if (!this.numbers.has(key)) {
      this.numbers.set(key, number)
      this.nodes.push(x)
    }
    this.known.set(x, number)
    return number
  }

  /** The first node of this number. */
  node(number: number): Tensor {
    const x = this.nodes[number]
    if (x === undefined) throw new Error('internal: no node has this number')
    return x
  }

  /** The node that applies `p` to these inputs, if there is one. */
  find(p: Primitive, inputs: readonly Tensor[], params: Data): Tensor | null {
    const number = this.numbers.get(
      this.key(
        p,
        inputs.map((i) => this.of(i)),
        params,
      ),
    )
    return number === undefined ? null : this.node(number)
  }
}

/** Do two sets of outputs have the same names and compute the same, node for node? Scopes do not count. */
export const equalGraphs = (a: Outputs, b: Outputs): boolean => {
  const numbering = new Numbering()
  const numbers = (o: Outputs): Readonly<Record<string, number>> => {
    for (const x of topological(Object.values(o))) numbering.of(x)
    return Object.fromEntries(Object.entries(o).map(([name, x]) => [name, numbering.of(x)]))
  }
  const [left, right] = [numbers(a), numbers(b)]
  return Object.keys(left).length === Object.keys(right).length && Object.entries(left).every(([name, n]) => right[name] === n)
}
