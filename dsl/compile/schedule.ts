import { type Outputs, topological } from '../core/graph.ts'
import { bytes, type Tensor } from '../core/tensor.ts'
import { late } from './late.ts'
import { owner } from './owner.ts'

/** One step of a schedule: compute a node, then let go of what has had its last use. */
export interface Step {
  readonly node: Tensor
  readonly frees: readonly Tensor[]
}

/** An order in which to compute a graph, and the most bytes that are alive at once, leaves included. */
export interface Schedule {
  readonly steps: readonly Step[]
  readonly peakBytes: number
}

const isLeaf = (x: Tensor): boolean => x.inputs.length === 0

/** How many uses each owner of bytes has left: by nodes, and by the outputs for good. */
const countUses = (order: readonly Tensor[], outputs: readonly Tensor[]): Map<Tensor, number> => {
  const uses = new Map<Tensor, number>()
  const use = (x: Tensor): void => {
    uses.set(owner(x), (uses.get(owner(x)) ?? 0) + 1)
  }
  for (const x of order) x.inputs.forEach(use)
  outputs.forEach(use)
  return uses
}

/** Disposal after the last use, and the static peak, for a given order. Leaves are alive throughout; bytes go with their last alias. */
const withLastUses = (order: readonly Tensor[], outputs: readonly Tensor[]): Schedule => {
  const uses = new Map<Tensor, number>()
  const shown = new Map<Tensor, number>()
  const count = (map: Map<Tensor, number>, x: Tensor, by: number): number => {
    const n = (map.get(x) ?? 0) + by
    map.set(x, n)
    return n
  }
  for (const x of [...order.flatMap((y) => y.inputs), ...outputs]) count(uses, x, 1)
  const resident = order.filter(isLeaf).reduce((n, x) => n + bytes(x), 0)
  let live = resident
  let peakBytes = resident
  const steps = order
    .filter((x) => !isLeaf(x))
    .map((node) => {
      if (count(shown, owner(node), 1) === 1 && !isLeaf(owner(node))) live += bytes(node)
      peakBytes = Math.max(peakBytes, live)
      const frees = node.inputs.filter((i) => count(uses, i, -1) === 0 && !isLeaf(i))
      for (const i of frees) if (count(shown, owner(i), -1) === 0 && !isLeaf(owner(i))) live -= bytes(owner(i))
      return { node, frees }
    })
  return { steps, peakBytes }
}

/** At each point the ready node that grows the live bytes least, the earliest of equals. */
const greedy = (order: readonly Tensor[], outputs: readonly Tensor[]): readonly Tensor[] => {
  const uses = countUses(order, outputs)
  const users = new Map<Tensor, Tensor[]>()
  const missing = new Map<Tensor, number>()
  const position = new Map(order.map((x, i) => [x, i] as const))
  for (const x of order) {
    const distinct = new Set(x.inputs)
    missing.set(x, distinct.size)
    distinct.forEach((i) => users.set(i, [...(users.get(i) ?? []), x]))
  }
  const growth = (x: Tensor): number => {
    const freed = [...new Set(x.inputs.map(owner))].filter(
      (i) => !isLeaf(i) && uses.get(i) === x.inputs.filter((j) => owner(j) === i).length,
    )
    return (owner(x) === x ? bytes(x) : 0) - freed.reduce((n, i) => n + bytes(i), 0)
  }
  const ready = new Set(order.filter((x) => missing.get(x) === 0))
  const done: Tensor[] = []
  while (ready.size > 0) {
    let best: Tensor | null = null
    let least = Infinity
    for (const x of ready) {
      const g = isLeaf(x) ? -Infinity : growth(x)
      if (best === null || g < least || (g === least && (position.get(x) ?? 0) < (position.get(best) ?? 0))) [best, least] = [x, g]
    }
    if (best === null) break
    ready.delete(best)
    done.push(best)
    for (const i of best.inputs.map(owner)) uses.set(i, (uses.get(i) ?? 0) - 1)
    for (const user of users.get(best) ?? []) {
      const left = (missing.get(user) ?? 0) - 1
      missing.set(user, left)
      if (left === 0) ready.add(user)
    }
  }
  return done
}

/** Orders a graph for a small peak: the best of depth first and greedy, either with nodes as late as pays. Values are let go after their last use. */
export const schedule = (outputs: Outputs): Schedule => {
  const ends = Object.values(outputs)
  const depthFirst = topological(ends)
  const candidates = [depthFirst, greedy(depthFirst, ends)].flatMap((order) => [order, late(order, ends)]).map((o) => withLastUses(o, ends))
  return candidates.reduce((a, b) => (b.peakBytes < a.peakBytes ? b : a))
}
