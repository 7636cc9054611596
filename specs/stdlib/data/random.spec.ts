import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../../stdlib/data/random.ts'

const key = fc.array(fc.maxSafeInteger(), { maxLength: 4 })
const take = (n: number, draw: () => number) => Array.from({ length: n }, draw)
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('a random stream', () => {
  it('is the same on every machine', () => {
    expect(take(3, random(7, 0, 3).bits)).toEqual([2355972668, 1736723362, 1276686072])
    expect(random(7, 0, 3).uniform()).toBe(0.5485426292148412)
    expect(random(1).shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toEqual([4, 0, 1, 5, 2, 6, 3, 7])
  })

  it('is a function of its key', () =>
    fc.assert(
      fc.property(key, (k) => {
        expect(take(5, random(...k).bits)).toEqual(take(5, random(...k).bits))
      }),
    ))

  it('differs between keys, the order and number of their integers included', () =>
    fc.assert(
      fc.property(key, key, (a, b) => {
        if (JSON.stringify(a) !== JSON.stringify(b)) expect(take(4, random(...a).bits)).not.toEqual(take(4, random(...b).bits))
      }),
    ))

  it('tells apart keys that differ by a zero, an order, a sign or a high bit', () => {
    const firsts = [[], [0], [0, 0], [1, 2], [2, 1], [-1], [1], [2 ** 32], [2 ** 32 + 1]].map((k) => take(2, random(...k).bits).join())
    expect(new Set(firsts).size).toBe(firsts.length)
  })
})

describe('draws', () => {
  it('are uniform, also over neighbouring keys', () => {
    for (const values of [take(20_000, random(5).uniform), take(20_000, () => 0).map((_, i) => random(5, i).uniform())]) {
      expect(mean(values)).toBeCloseTo(0.5, 2)
      expect(mean(values.map((v) => (v - 0.5) ** 2))).toBeCloseTo(1 / 12, 2)
      expect(values.every((v) => v >= 0 && v < 1)).toBe(true)
    }
  })

  it('reach every integer below the bound as often', () => {
    const { integer } = random(6)
    const values = take(14_000, () => integer(7))
    for (let v = 0; v < 7; v++) expect(Math.abs(values.filter((x) => x === v).length - 2000)).toBeLessThan(200)
    expect(values.every((v) => v >= 0 && v < 7)).toBe(true)
  })

  it('have the moments of the normal distribution', () => {
    const values = take(50_000, random(8).normal)
    const moment = (k: number) => mean(values.map((v) => v ** k))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
    expect(Math.abs(moment(3))).toBeLessThan(0.1)
    expect(Math.abs(moment(1))).toBeLessThan(0.02)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03)
    // They are made in pairs: neither of a pair tells of the other, not even its size.
    const together = (f: (v: number) => number) => mean(values.slice(1).map((v, i) => f(v) * f(values[i] ?? 0)))
    expect(Math.abs(together((v) => v))).toBeLessThan(0.02)
    expect(Math.abs(together((v) => v ** 2 - 1))).toBeLessThan(0.06)
  })
})

describe('a shuffle', () => {
  it('keeps the values', () =>
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        expect([...random(seed).shuffle(values)].sort()).toEqual([...values].sort())
      }),
    ))

  it('gives each order as often', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = random(9, i).shuffle([0, 1, 2]).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(150)
  })
})
