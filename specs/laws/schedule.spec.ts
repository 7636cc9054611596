import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Outputs, topological } from '../../dsl/core/graph.ts'
import { bytes, type Tensor } from '../../dsl/core/tensor.ts'
import { erase } from '../../dsl/compile/erase.ts'
import { schedule } from '../../dsl/compile/schedule.ts'
import { share } from '../../dsl/compile/share.ts'
import { add } from '../../dsl/ops/add.ts'
import { exp } from '../../dsl/ops/exp.ts'
import { constant, input } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { step } from '../../dsl/ops/step.ts'
import { programs } from './generators/programs.ts'
import { runs } from './runs.ts'

const owner = (x: Tensor): Tensor => (x.primitive.lower.tfjs === 'alias' && x.inputs[0] !== undefined ? owner(x.inputs[0]) : x)
const distinctBytes = (xs: Iterable<Tensor>): number => [...new Set([...xs].map(owner))].reduce((n, x) => n + bytes(x), 0)

/** The bytes alive at once when nodes are computed in the order of their declaration, each let go after its last use. */
const declaredPeak = (outputs: Outputs): number => {
  const order = topological(Object.values(outputs))
  const last = new Map<Tensor, number>()
  order.forEach((x, i) => {
    for (const y of x.inputs) last.set(y, i)
  })
  for (const x of [...Object.values(outputs), ...order.filter((y) => y.inputs.length === 0)]) last.set(x, Infinity)
  const alive = new Set(order.filter((x) => x.inputs.length === 0))
  return order.reduce((most, x, i) => {
    alive.add(x)
    const now = distinctBytes(alive)
    for (const y of x.inputs) if (last.get(y) === i) alive.delete(y)
    return Math.max(most, now)
  }, distinctBytes(alive))
}

describe('a schedule', () => {
  it('computes each node once, after its inputs, and lets each go right after its last use', () => {
    fc.assert(
      fc.property(programs, (p) => {
        const outputs = share.run(erase.run(p.outputs))
        const ends = new Set(Object.values(outputs))
        const order = topological(ends)
        const leaves = order.filter((x) => x.inputs.length === 0)
        const { steps, peakBytes } = schedule(outputs)

        expect(new Set(steps.map((s) => s.node))).toEqual(new Set(order.filter((x) => x.inputs.length > 0)))
        expect(steps.length).toBe(order.length - leaves.length)

        const alive = new Set<Tensor>(leaves)
        let most = distinctBytes(alive)
        steps.forEach(({ node, frees }, i) => {
          for (const x of node.inputs) expect(alive.has(x)).toBe(true)
          alive.add(node)
          most = Math.max(most, distinctBytes(alive))
          for (const x of frees) {
            expect(node.inputs).toContain(x)
            expect(steps.slice(i + 1).some((s) => s.node.inputs.includes(x))).toBe(false)
            expect(alive.delete(x)).toBe(true)
          }
        })
        expect(alive).toEqual(new Set([...leaves, ...ends]))
        expect(peakBytes).toBe(most)
      }),
      runs,
    )
  })

  it('never needs more bytes than the order of declaration, and often fewer', () => {
    let fewer = 0
    fc.assert(
      fc.property(programs, (p) => {
        const outputs = share.run(erase.run(p.outputs))
        const [declared, { peakBytes }] = [declaredPeak(outputs), schedule(outputs)]
        expect(peakBytes).toBeLessThanOrEqual(declared)
        if (peakBytes < declared) fewer++
      }),
      runs,
    )
    expect(fewer).toBeGreaterThan(20)
  })

  it('computes late what only waits: of leaves alone, and of a map that is read as late itself', () => {
    const [x, w] = [input('x', [1000]), input('w', [1000])]
    const map = relu(x)
    // Depth first would compute both products before the chain that the sums wait for.
    const [ofLeaves, mask] = [mul(w, constant(2)), step(map)]
    const chain = [1, 2, 3, 4].reduce((y: Tensor<'f32'>) => exp(mul(y, constant(0.5))), map)
    const order = schedule({ a: add(ofLeaves, add(mul(mask, chain), map)) }).steps.map(({ node }) => node)
    expect(order.indexOf(ofLeaves)).toBeGreaterThan(order.indexOf(chain))
    expect(order.indexOf(mask)).toBeGreaterThan(order.indexOf(chain))
  })
})
