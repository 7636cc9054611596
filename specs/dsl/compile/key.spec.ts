import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalGraphs } from '../../../dsl/compile/key.ts'
import { constant } from '../../../dsl/ops/leaf.ts'

const numbers = fc.oneof(fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e300), fc.double())

describe('numbering', () => {
  it('tells constants apart exactly where their numbers differ, also those that JSON does not know', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.boolean(), (a, b, listed) => {
        const graph = (v: number): Parameters<typeof equalGraphs>[0] => ({ y: listed ? constant([1, v], [2]) : constant(v, [2]) })
        expect(equalGraphs(graph(a), graph(b))).toBe(Object.is(a, b))
      }),
      { numRuns: 300 },
    )
  })
})
