import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import { type Outputs, topological } from '../../core/graph.ts'
import type { Values } from '../../core/primitive.ts'
import { size, type Tensor } from '../../core/tensor.ts'
import { leaf } from '../../ops/leaf.ts'

/** Values of the fed and resident leaves, by name. */
export type Bindings = { readonly [name: string]: ArrayLike<number> }

const bound = (x: Tensor, bindings: Bindings): Values => {
  const l = leaf(x)
  if (l === null || l.kind === 'constant') throw new Error('internal: only named leaves are bound')
  const data = bindings[l.data.name]
  if (data === undefined) throw new Error(`internal: nothing is bound to ${l.kind} ${l.data.name}`)
  if (data.length !== size(x.shape))
    throw new Error(`internal: ${l.kind} ${l.data.name} has ${String(size(x.shape))} elements, bound to ${String(data.length)}`)
  return { data: Float64Array.from(data), shape: x.shape }
}

/** Computes one node from the values of its inputs. */
export type Compute = (x: Tensor, inputs: readonly Values[]) => Float64Array

/** A primitive's own meaning. */
export const meaning: Compute = (x, inputs) => x.primitive.meaning(inputs, x.params, x)

/** The meaning of a graph: each output in float64. Values are let go after their last use. */
export const evaluate = <K extends string>(
  outputs: Outputs<K>,
  bindings: Bindings,
  compute: Compute = meaning,
): Readonly<Record<K, Values>> => {
  const order = topological(Object.values<Tensor>(outputs))
  const uses = new Map<Tensor, number>()
  const use = (x: Tensor): void => {
    uses.set(x, (uses.get(x) ?? 0) + 1)
  }
  for (const x of order) x.inputs.forEach(use)
  Object.values<Tensor>(outputs).forEach(use)
  const values = new Map<Tensor, Values>()
  const valueOf = (x: Tensor): Values => {
    const v = values.get(x)
    if (v === undefined) throw new Error(`internal: ${x.primitive.name} is used before it is computed`)
    return v
  }
  for (const x of order) {
    const named = x.inputs.length === 0 && leaf(x)?.kind !== 'constant'
    values.set(x, named ? bound(x, bindings) : { data: compute(x, x.inputs.map(valueOf)), shape: x.shape })
    for (const i of x.inputs) {
      const left = (uses.get(i) ?? 0) - 1
      uses.set(i, left)
      if (left === 0) values.delete(i)
    }
  }
  return pipe(outputs, R.map(valueOf))
}
