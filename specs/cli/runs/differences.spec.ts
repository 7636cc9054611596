import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences } from '../../../cli/runs/differences.ts'

describe('differences', () => {
  it('are none between equal data', () => {
    fc.assert(fc.property(fc.jsonValue(), (a) => differences(a, structuredClone(a)).length === 0))
  })
  it('are some between other data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const equal = JSON.stringify(a) === JSON.stringify(b)
        const sameKeys = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        return (differences(a, b).length === 0) === (equal || sameKeys)
      }),
      { numRuns: 500 },
    )
  })
  it('are named by their key, from the outside in, with both values', () => {
    expect(differences({ a: { b: 1, c: [1, 2] }, d: 0 }, { a: { b: 3, c: [1] }, e: 0 })).toEqual([
      { key: 'a.b', left: 1, right: 3 },
      { key: 'a.c.1', left: 2, right: undefined },
      { key: 'd', left: 0, right: undefined },
      { key: 'e', left: undefined, right: 0 },
    ])
  })
})

const sorted = (u: unknown): unknown =>
  Array.isArray(u)
    ? u.map(sorted)
    : typeof u === 'object' && u !== null
      ? Object.fromEntries(
          Object.entries(u)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)]),
        )
      : Object.is(u, -0)
        ? '-0'
        : u
