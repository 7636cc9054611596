import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstFrom, lastUpTo } from '../../../stdlib/boxes/grid.ts'

const step = fc.oneof(fc.integer({ min: 1, max: 130 }), fc.constantFrom(0.1, 0.3, 1 / 3, 7.7))
// Multiples and their neighbours in float64: where a rounded quotient gives the wrong cell.
const value = fc.tuple(fc.integer({ min: -500, max: 500 }), step, fc.constantFrom(0, 1, -1)).map(([k, s, ulps]) => {
  const v = k * s
  return { s, v: v + ulps * Math.abs(v) * Number.EPSILON }
})

describe('indices on an axis', () => {
  it('firstFrom is the smallest k with k·step >= v, lastUpTo the largest with k·step <= v, in float64', () => {
    fc.assert(
      fc.property(value, ({ s, v }) => {
        const [k, m] = [firstFrom(v, s), lastUpTo(v, s)]
        expect(k * s >= v && (k - 1) * s < v).toBe(true)
        expect(m * s <= v && (m + 1) * s > v).toBe(true)
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})
