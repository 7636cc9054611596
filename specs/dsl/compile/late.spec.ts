import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { late } from '../../../dsl/compile/late.ts'
import { owner } from '../../../dsl/compile/owner.ts'
import { topological } from '../../../dsl/core/graph.ts'
import { bytes, type Tensor } from '../../../dsl/core/tensor.ts'
import { programs } from '../../laws/generators/programs.ts'
import { runs } from '../../laws/runs.ts'

/** Bytes times steps that values wait for their last use; outputs wait to the end, and leaves are there anyway. */
const waited = (order: readonly Tensor[], outputs: readonly Tensor[]): number => {
  const kept = new Set(outputs.map(owner))
  const nodes = order.filter((x) => x.inputs.length > 0)
  const last = new Map<Tensor, number>()
  nodes.forEach((x, i) => {
    for (const y of x.inputs) last.set(owner(y), i)
  })
  return nodes.reduce((n, x, i) => n + (owner(x) !== x ? 0 : bytes(x) * ((kept.has(x) ? nodes.length : (last.get(x) ?? i)) - i)), 0)
}

describe('a late order', () => {
  it('has the same nodes, each after its inputs, and lets values wait for less long', () => {
    let [shorter, longer] = [0, 0]
    fc.assert(
      fc.property(programs, (p) => {
        const outputs = Object.values(p.outputs)
        const order = topological(outputs)
        const found = late(order, outputs)
        expect(new Set(found)).toEqual(new Set(order))
        expect(found).toHaveLength(order.length)
        const at = new Map(found.map((x, i) => [x, i] as const))
        for (const x of found) for (const y of x.inputs) expect(at.get(y)).toBeLessThan(at.get(x) ?? -1)
        const [before, after] = [waited(order, outputs), waited(found, outputs)]
        if (after < before) shorter++
        if (after > before) longer++
      }),
      runs,
    )
    expect(shorter).toBeGreaterThan(20)
    // A node that is moved makes those that it passes wait for it by a step.
    expect(longer).toBeLessThan(shorter / 4)
  })
})
