import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byKey, byScore, rowsOf, startsOf } from '../../../stdlib/eval/order.ts'

/** Scores of both signs that tie often, and where they do not, differ in any bit. */
const score = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 5e-324, -5e-324, 1e308, -1e308),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const wanted = (rows: Int32Array, scores: Float64Array): readonly number[] =>
  [...rows]
    .map((row, i) => ({ row, i }))
    .sort((a, b) => (scores[b.row] ?? 0) - (scores[a.row] ?? 0) || a.i - b.i)
    .map(({ row }) => row)

describe('orders', () => {
  it.each([
    ['few', 40, 1],
    ['many', 6, 1000],
  ] as const)('puts %s rows by descending score, equal ones as they were', (_, length, times) =>
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: length }), fc.boolean(), (some, reversed) => {
        const scores = Float64Array.from({ length: some.length * times }, (_, i) => some[i % some.length] ?? 0)
        const rows = reversed ? rowsOf(scores.length).reverse() : rowsOf(scores.length)
        expect([...byScore(rows, scores)]).toEqual(wanted(rows, scores))
      }),
      { numRuns: times === 1 ? 200 : 15 },
    ),
  )

  it('holds 0 and -0 equal, be they few or many', () => {
    for (const count of [10, 5000]) {
      const scores = Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? -0 : 0))
      expect(byScore(rowsOf(count), scores)).toEqual(rowsOf(count))
    }
  })

  it('puts thousands of different scores by descending score', () => {
    const scores = Float64Array.from({ length: 9000 }, (_, i) => Math.sin(i * i) * 10 ** ((i % 40) - 20))
    expect([...byScore(rowsOf(9000), scores)]).toEqual(wanted(rowsOf(9000), scores))
  })

  it('puts rows by key, equal ones as they were, and tells where each key begins', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 })), (keys) => {
        const key = Int32Array.from(keys)
        const sorted = byKey(rowsOf(keys.length), key, 5)
        expect([...sorted]).toEqual([0, 1, 2, 3, 4].flatMap((k) => keys.flatMap((own, row) => (own === k ? [row] : []))))
        const start = startsOf(sorted, key, 5)
        expect([...start]).toEqual([0, 1, 2, 3, 4, 5].map((k) => keys.filter((own) => own < k).length))
      }),
    ))
})
