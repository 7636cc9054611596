import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import { apply, float } from '../core/apply.ts'
import { type Outputs, rewrite, topological } from '../core/graph.ts'
import { at } from '../core/scope.ts'
import { sameShape, type Tensor } from '../core/tensor.ts'
import { add, addOp } from '../ops/add.ts'
import { differentiated } from './grammar.ts'
import { equalGraphs, Numbering } from './key.ts'
import type { Pass } from './pass.ts'

// A map L that is linear in an argument commutes with sums: L(a + b) = L(a) + L(b). Which side is cheaper depends on what is
// computed anyway: with L(a) and L(b) there, the sum is free; with neither used elsewhere, one L of the summed argument is.

type Terms = readonly Tensor[]

/** Sets of positions over which a node is linear jointly. */
const linearSets = (x: Tensor): readonly (readonly number[])[] =>
  x.primitive.linear === 'all' ? [x.inputs.map((_, i) => i)] : (x.primitive.linear ?? [])

const plainSum = (x: Tensor): boolean => x.primitive.name === addOp.name && x.inputs.every((i) => sameShape(i.shape, x.shape))

/** The ways in which a node is known to be a sum of nodes that are in the graph: at most a few. */
const waysOf = (numbering: Numbering, terms: ReadonlyMap<Tensor, readonly Terms[]>, x: Tensor): readonly Terms[] => {
  const own: readonly Terms[] = plainSum(x)
    ? [
        x.inputs,
        ...x.inputs.flatMap((i, k) =>
          (terms.get(i) ?? []).map((t) => (k === 0 ? [...t, ...x.inputs.slice(1)] : [...x.inputs.slice(0, 1), ...t])),
        ),
      ]
    : []
  const through = linearSets(x).flatMap((set) => {
    const first = x.inputs[set[0] ?? -1]
    const ways = first === undefined ? [] : (terms.get(first) ?? [])
    return ways.flatMap((way) => {
      const parts = set.map((position) => {
        const argument = x.inputs[position]
        return argument === first ? way : (terms.get(argument ?? x) ?? []).find((w) => w.length === way.length)
      })
      const found = way.map((_, k) =>
        numbering.find(
          x.primitive,
          x.inputs.map((i, position) => {
            const part = parts[set.indexOf(position)]
            return set.includes(position) ? (part?.[k] ?? i) : i
          }),
          x.params,
        ),
      )
      return parts.every((p) => p !== undefined) && found.every((f) => f !== null && f !== x)
        ? [found.flatMap((f) => (f === null ? [] : [f]))]
        : []
    })
  })
  return [...through, ...own].slice(0, 4)
}

/** L(a + b) becomes L(a) + L(b) where both are in the graph already. */
const split = (outputs: Outputs): Outputs => {
  const order = topological(Object.values(outputs))
  const numbering = new Numbering()
  order.forEach((x) => numbering.of(x))
  const terms = new Map<Tensor, readonly Terms[]>()
  const sums = new Map<Tensor, Terms>()
  for (const x of order) {
    const ways = waysOf(numbering, terms, x)
    terms.set(x, ways)
    const way = plainSum(x) ? undefined : ways[0]
    if (way !== undefined) sums.set(x, way)
  }
  const built = new Map<Tensor, Tensor>()
  // On demand, since L(a) may stand behind L(a + b) in the order; it never depends on it.
  const build = (x: Tensor): Tensor => {
    const before = built.get(x)
    if (before !== undefined) return before
    const way = sums.get(x)
    const inputs = way === undefined ? x.inputs.map(build) : []
    const y =
      way === undefined
        ? inputs.every((i, k) => i === x.inputs[k])
          ? x
          : { ...x, inputs }
        : at(x.scope, () => way.map(build).reduce((a, b) => add(float(a), float(b))))
    built.set(x, y)
    return y
  }
  order.forEach(build)
  return pipe(outputs, R.map(build))
}

/** L(a) + L(b) becomes L(a + b) where neither is used elsewhere and L costs something. */
const merge = (outputs: Outputs): Outputs => {
  const uses = new Map<Tensor, number>()
  const use = (x: Tensor): void => {
    uses.set(x, (uses.get(x) ?? 0) + 1)
  }
  const order = topological(Object.values(outputs))
  order.forEach((x) => {
    x.inputs.forEach(use)
  })
  Object.values(outputs).forEach(use)
  return rewrite(outputs, (x, original) => {
    const [a, b] = x.inputs
    const alone = original.inputs.every((i) => uses.get(i) === 1)
    if (
      !plainSum(x) ||
      a === undefined ||
      b === undefined ||
      !alone ||
      a === b ||
      a.primitive !== b.primitive ||
      a.primitive.macs === undefined
    )
      return x
    if (JSON.stringify(a.params) !== JSON.stringify(b.params)) return x
    const differing = a.inputs.flatMap((i, k) => (i === b.inputs[k] ? [] : [k]))
    const [k] = differing
    const [p, q] = [a.inputs[k ?? -1], b.inputs[k ?? -1]]
    if (differing.length !== 1 || p === undefined || q === undefined || !sameShape(p.shape, q.shape)) return x
    if (!linearSets(a).some((set) => set.length === 1 && set[0] === k)) return x
    return at(x.scope, () => {
      const together = add(float(p), float(q))
      return apply(
        a.primitive,
        a.inputs.map((i, position) => (position === k ? together : i)),
        a.params,
      )
    })
  })
}

const settled = (step: (o: Outputs) => Outputs, outputs: Outputs): Outputs => {
  const next = step(outputs)
  return equalGraphs(outputs, next) ? outputs : settled(step, next)
}

/**
 * Sums on the side where they cost least: the clean backward pass becomes the sum of API's branch gradients, and two weight
 * gradients of the same input one adjoint of the summed cotangent. Never raises the multiply-accumulates.
 */
export const linear: Pass = {
  name: 'linear',
  says: 'moves sums through linear maps to the side that is computed anyway',
  from: differentiated,
  to: differentiated,
  run: (outputs) => settled((o) => merge(split(o)), outputs),
}
