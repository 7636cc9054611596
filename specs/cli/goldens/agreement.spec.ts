import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Check, float32Checks, float64Checks, type Kind, type Measured, measure, passes } from '../../../cli/goldens/agreement.ts'

const of = (kind: Kind, rounded = false) => ({ name: kind, kind, rounded })
const judges = { reference: float64Checks, 'tfjs:wasm': float32Checks }
const everyJudge = Object.values(judges)
const kinds = ['exact', 'loss', 'tensor', 'gradient'] as const

const only = (checks: readonly Check[]): Check => checks[0] ?? { name: '', target: '', error: NaN, tolerance: NaN }
const agrees = (judge: typeof float64Checks, m: Measured): boolean => passes(only(judge('t', [m])))

/** A tensor, and the same with its first value off by a share of the largest. */
const off = (kind: Kind, share: number, rounded = false): Measured => measure(of(kind, rounded), [4, -2, 1], [4 + 4 * share, -2, 1])
/** A loss that is off by a share of itself. */
const lossOff = (share: number): Measured => measure(of('loss'), [2], [2 * (1 + share)])

const value = fc.double({ min: -100, max: 100, noNaN: true })
const tensor = fc.array(value, { minLength: 1, maxLength: 12 }).filter((xs) => xs.some((x) => Math.abs(x) > 1e-3))
const kind = fc.constantFrom(...kinds)

describe('every target', () => {
  it('takes the goldens themselves', () => {
    fc.assert(fc.property(kind, tensor, fc.constantFrom(...everyJudge), (k, xs, judge) => agrees(judge, measure(of(k), xs, xs))))
  })

  it('refuses what is not finite, on either side, of every kind', () => {
    const strange = fc.constantFrom(NaN, Infinity, -Infinity)
    fc.assert(
      fc.property(
        kind,
        tensor,
        fc.nat(),
        strange,
        fc.constantFrom('golden', 'ours', 'both'),
        fc.constantFrom(...everyJudge),
        (k, xs, i, x, side, judge) => {
          const spoilt = xs.with(i % xs.length, x)
          const [golden, ours] = [side === 'ours' ? xs : spoilt, side === 'golden' ? xs : spoilt]
          return !agrees(judge, measure(of(k), golden, ours))
        },
      ),
    )
  })

  it('asks for zero where the goldens are zero', () => {
    for (const judge of everyJudge)
      for (const k of kinds) {
        expect(agrees(judge, measure(of(k), [0, 0], [0, 0]))).toBe(true)
        // Also beside a gradient so large that it would hide it.
        const large = measure(of('gradient'), [1e300], [1e300])
        expect(judge('t', [measure(of(k), [0, 0], [0, 1e-300]), large]).map(passes)).toEqual([false, true])
      }
  })

  it('lets no mask and no assignment differ at all', () => {
    for (const judge of everyJudge) expect(agrees(judge, measure(of('exact'), [1, 0, 3], [1, 1e-12, 3]))).toBe(false)
  })

  it('judges alike whatever the unit', () => {
    fc.assert(
      fc.property(kind, tensor, tensor, fc.constantFrom(-3, 5, 20), fc.constantFrom(...everyJudge), (k, xs, ys, power, judge) => {
        const n = Math.min(xs.length, ys.length)
        const [golden, ours] = [xs.slice(0, n), ys.slice(0, n)]
        const scaled = (list: readonly number[]): readonly number[] => list.map((x) => x * 2 ** power)
        return agrees(judge, measure(of(k), golden, ours)) === agrees(judge, measure(of(k), scaled(golden), scaled(ours)))
      }),
    )
  })
})

describe('a float64 target', () => {
  it.each([
    ['tensor', false, 1e-9],
    ['tensor', true, 1e-9],
    ['loss', false, 1e-9],
    ['gradient', false, 1e-9],
    ['gradient', true, 1e-7],
  ] as const)('agrees on a %s (rounded to float32: %s) within %d of its largest value', (k, rounded, tolerance) => {
    expect(agrees(float64Checks, off(k, 0.9 * tolerance, rounded))).toBe(true)
    expect(agrees(float64Checks, off(k, 1.1 * tolerance, rounded))).toBe(false)
  })

  it('does not compare a gradient that is rounding error with itself, but one beside the largest of all', () => {
    const tiny = measure(of('gradient'), [1e-17], [2e-17])
    const large = measure(of('gradient'), [100], [100])
    expect(float64Checks('t', [tiny]).map(passes)).toEqual([false])
    expect(float64Checks('t', [tiny, large]).map(passes)).toEqual([true, true])
    expect(float64Checks('t', [{ ...tiny, kind: 'tensor' }, large]).map(passes)).toEqual([false, true])
  })
})

describe('a float32 target', () => {
  it('agrees on a loss within 1e-5', () => {
    expect(agrees(float32Checks, lossOff(0.9e-5))).toBe(true)
    expect(agrees(float32Checks, lossOff(1.1e-5))).toBe(false)
  })

  it.each(['tensor', 'gradient'] as const)('agrees on a %s within 1e-4 in relative L2 norm', (k) => {
    const byNorm = (share: number): Measured => measure(of(k), [3, 4], [3, 4 + 5 * share])
    expect(agrees(float32Checks, byNorm(0.9e-4))).toBe(true)
    expect(agrees(float32Checks, byNorm(1.1e-4))).toBe(false)
  })

  it('forgives a tensor up to 2e-2 where half of all lines are within 1e-5, and never otherwise', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.nat({ max: 12 }), fc.constantFrom(1e-3, 1.9e-2, 2.1e-2, 0.5), (right, wrong, share) => {
        const lines = [
          ...Array.from({ length: right }, () => off('tensor', 1e-7)),
          ...Array.from({ length: wrong + 1 }, () => off('gradient', share)),
        ]
        const flips = right >= wrong + 1
        const { error } = only(float32Checks('t', [off('gradient', share)]))
        const expected = lines.map((_, i) => i < right || (flips && error <= 2e-2))
        expect(float32Checks('t', lines).map(passes)).toEqual(expected)
      }),
    )
  })

  it('forgives neither a loss nor a mask', () => {
    const right = Array.from({ length: 20 }, () => off('tensor', 0))
    expect(float32Checks('t', [...right, lossOff(1e-3)]).every(passes)).toBe(false)
    expect(float32Checks('t', [...right, measure(of('exact'), [1, 1], [1, 0.999])]).every(passes)).toBe(false)
  })
})
