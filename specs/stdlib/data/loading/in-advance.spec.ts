import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../../dsl/core/issue.ts'
import { inAdvance } from '../../../../stdlib/data/loading/in-advance.ts'

const broken = issue('data: broken', 'cannot be read', 'repair it')

describe('reading in advance', () => {
  it('gives everything in order, up to the first that cannot be read, and reads one further than is worked on, but no more', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(8), fc.nat(10), async (count, bad) => {
        const begun: number[] = []
        const read = (i: number) => () => {
          begun.push(i)
          return Promise.resolve(i === bad ? E.left(broken) : E.right(10 * i))
        }
        const given: unknown[] = []
        for await (const found of inAdvance(count, read)) {
          given.push(found)
          const last = Math.min(count - 1, bad)
          expect(begun).toEqual(Array.from({ length: Math.min(given.length, last) + 1 }, (_, i) => i))
        }
        const whole = Array.from({ length: Math.min(count, bad) }, (_, i): unknown => E.right(10 * i))
        expect(given).toEqual(bad < count ? [...whole, E.left(broken)] : whole)
      }),
    ))
})
