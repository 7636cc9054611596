import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LOWER, pairs } from '../../../../stdlib/data/resample/pairs.ts'
import { taps } from '../../../../stdlib/data/resample/taps.ts'

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 }))

describe('taps two by two', () => {
  // The first of this file, while nothing is known yet.
  it('of 64 sizes in turn are computed once', () => {
    const all = () => Array.from({ length: 64 }, (_, i) => pairs(5000 + i, 7))
    const first = all()
    expect(all().filter((found, i) => found !== first[i])).toEqual([])
  })

  it('have the weights of the taps in halves of 16 bits, and nothing behind an odd one', () =>
    fc.assert(
      fc.property(side, fc.integer({ min: 1, max: 60 }), (from, to) => {
        const [one, two] = [taps(from, to), pairs(from, to)]
        expect(two.first).toEqual(one.first)
        for (let i = 0; i < to; i++) {
          const count = one.count[i] ?? 0
          expect(two.count[i]).toBe(Math.ceil(count / 2))
          const whole = Array.from({ length: 2 * Math.ceil(count / 2) }, (_, k) => {
            const at = 2 * (i * two.most + (k >> 1))
            const half = (n: number): number => ((two.weights[at + n] ?? 0) >> (16 * (k % 2))) & 0xffff
            return half(0) * 2 ** LOWER + half(1)
          })
          expect(whole).toEqual(Array.from(whole, (_, k) => (k < count ? one.weights[i * one.most + k] : 0)))
        }
      }),
      { numRuns: 50 },
    ))
})
