import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issue } from '../../../../dsl/core/issue.ts'
import { inAdvance } from '../../../../stdlib/data/loading/in-advance.ts'

const broken = issue('data: broken', 'cannot be read', 'repair it')

describe('reading in advance', () => {
  it('gives everything in order, up to the first that cannot be read, and reads so many further than is worked on, but no more', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(8), fc.nat(10), fc.integer({ min: 1, max: 4 }), async (count, bad, ahead) => {
        const begun: number[] = []
        const read = (i: number) => () => {
          begun.push(i)
          return Promise.resolve(i === bad ? E.left(broken) : E.right(10 * i))
        }
        const given: unknown[] = []
        for await (const found of inAdvance(count, read, ahead)) {
          given.push(found)
          const further = E.isRight(found) ? ahead : ahead - 1
          expect(begun).toEqual(Array.from({ length: Math.min(count, given.length + further) }, (_, i) => i))
        }
        const whole = Array.from({ length: Math.min(count, bad) }, (_, i): unknown => E.right(10 * i))
        expect(given).toEqual(bad < count ? [...whole, E.left(broken)] : whole)
      }),
    ))
})
