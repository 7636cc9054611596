import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Sampling, draws } from '../../../stdlib/data/sampling.ts'

const sizes = fc.record({ seed: fc.integer(), length: fc.integer({ min: 1, max: 40 }), batch: fc.integer({ min: 1, max: 9 }) })
const first = (o: { readonly seed: number; readonly length: number; readonly batch: number }, sampling: Sampling, steps: number) => {
  const at = draws({ ...o, sampling })
  return Array.from({ length: steps }, (_, step) => at(step)).flat()
}

describe('draws', () => {
  it('by shuffle visit each sample once an epoch, in another order each', () =>
    fc.assert(
      fc.property(sizes, (o) => {
        const all = first(o, 'shuffle', Math.ceil((2 * o.length) / o.batch)).slice(0, 2 * o.length)
        const epoch = (e: number) => all.filter((d) => d.epoch === e).map(({ index }) => index)
        const identity = Array.from({ length: o.length }, (_, i) => i)
        expect([...epoch(0)].sort((a, b) => a - b)).toEqual(identity)
        expect([...epoch(1)].sort((a, b) => a - b)).toEqual(identity)
        if (o.length > 20) expect(epoch(0)).not.toEqual(epoch(1))
      }),
    ))

  it('by shuffle of groups visit each sample once, and end with a group before a ninth is begun', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 120 }),
          fc.constant(Array.from({ length: 600 }, (_, i) => i % 20)),
        ),
        fc.integer(),
        (groups, seed) => {
          const order = draws({ seed, length: groups.length, batch: groups.length, sampling: 'shuffle', groups })(1).map(
            ({ index }) => index,
          )
          expect([...order].sort((a, b) => a - b)).toEqual(groups.map((_, i) => i))
          const left = new Map<number, number>()
          for (const g of groups) left.set(g, (left.get(g) ?? 0) + 1)
          const open = new Set<number>()
          for (const i of order) {
            const g = groups[i] ?? -1
            open.add(g)
            expect(open.size).toBeLessThanOrEqual(8)
            left.set(g, (left.get(g) ?? 0) - 1)
            if (left.get(g) === 0) open.delete(g)
          }
        },
      ),
    ))

  it('by shuffle of groups mix the samples of several, and have another order in each epoch', () => {
    const groups = Array.from({ length: 60 }, (_, i) => Math.floor(i / 6))
    const at = draws({ seed: 3, length: 60, batch: 60, sampling: 'shuffle', groups })
    const [one, two] = [0, 1].map((step) => at(step).map(({ index }) => index))
    expect(one).not.toEqual(two)
    // Neither all of a group together nor in their order.
    const early = new Set(one?.slice(0, 12).map((i) => groups[i]))
    expect(early.size).toBeGreaterThan(3)
    const ofFirst = one?.filter((i) => groups[i] === groups[one[0] ?? 0]) ?? []
    const orders = [one, two].map((order) => groups.map((_, g) => (order ?? []).filter((i) => groups[i] === g).join()))
    expect(ofFirst).toHaveLength(6)
    expect(orders[0]).not.toEqual(orders[1])
  })

  it('by replacement reach every sample as often, and some twice in an epoch', () => {
    const all = first({ seed: 1, length: 10, batch: 8 }, 'replacement', 1000).map(({ index }) => index)
    for (let i = 0; i < 10; i++) expect(Math.abs(all.filter((x) => x === i).length - 800)).toBeLessThan(120)
    expect(new Set(all.slice(0, 10)).size).toBeLessThan(10)
  })

  it('give each place of an epoch to one draw, whatever the batch', () =>
    fc.assert(
      fc.property(sizes, fc.constantFrom<Sampling>('replacement', 'shuffle'), (o, sampling) => {
        const one = first({ ...o, batch: 1 }, sampling, 3 * o.batch)
        expect(first(o, sampling, 3)).toEqual(one)
        expect(new Set(one.map(({ epoch, place }) => `${epoch} ${place}`)).size).toBe(one.length)
      }),
    ))
})
