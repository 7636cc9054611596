import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibration } from '../../../../stdlib/eval/analysis/calibration.ts'
import { judge, tideDefaults } from '../../../../stdlib/eval/analysis/judge.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { comparisonOf, countedOf, crowded, type FoundRow } from './comparisons.ts'

const of = (c: Parameters<typeof comparisonOf>, bins?: number) => {
  const comparison = comparisonOf(...c)
  return calibration(comparison, judge(comparison, countedOf(comparison), tideDefaults), bins)
}
/** Detections with these scores, of which some are right. */
const scored = (rows: readonly { readonly score: number; readonly right: boolean }[]): Parameters<typeof comparisonOf> => {
  const boxes = rows.map((_, i) => ({ image: 0, category: 0, bbox: [i * 30, 0, 10, 10] }))
  const found = rows.map(({ score }, i): FoundRow => ({ image: 0, category: 0, bbox: [i * 30, 0, 10, 10], score }))
  return [1, 1, boxes.filter((_, i) => rows[i]?.right), found]
}

describe('calibration', () => {
  it('bins every detection that counts, and keeps its errors between 0 and 1', () => {
    fc.assert(
      fc.property(crowded, fc.integer({ min: 1, max: 15 }), (c, bins) => {
        const got = of([c.images, c.classes, c.targets, c.found], bins)
        if (got === undefined) return
        expect(got.bins.reduce((n, b) => n + b.count, 0)).toBe(got.count)
        if (c.targets.every((t) => t.crowd !== 1)) expect(got.count).toBe(c.found.length)
        for (const b of got.bins) {
          if (b.count === 0) continue
          expect(b.confidence).toBeGreaterThanOrEqual(b.from - 1e-12)
          expect(b.confidence).toBeLessThanOrEqual(b.to + 1e-12)
        }
        for (const e of [got.dEce, got.brier]) expect(e >= 0 && e <= 1).toBe(true)
      }),
    )
  })
  it('is 0 where scores say who is right, and 1 where they say the opposite', () => {
    const row = fc.boolean()
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rights) => {
        const [sure, opposite] = [0, 1].map((wrong) =>
          of(scored(rights.map((right) => ({ right, score: Number(right) === wrong ? 0 : 1 })))),
        )
        expect([sure?.dEce, sure?.brier]).toEqual([0, 0])
        expect([opposite?.dEce, opposite?.brier]).toEqual([1, 1])
      }),
    )
  })
  it('is small where a score is right as often as it says, and the difference where it says more', () => {
    const draw = random(5)
    const rows = Array.from({ length: 900 }, () => draw.uniform()).map((score) => ({ score, right: draw.uniform() < score }))
    expect(of(scored(rows))?.dEce).toBeLessThan(0.06)
    const told = of(scored(rows.map((r) => ({ ...r, score: 0.9 }))))
    expect(told?.dEce).toBeCloseTo(0.9 - rows.filter((r) => r.right).length / 900, 12)
  })
  it('has no answer for scores that are no probabilities, or none', () => {
    expect(of(scored([{ score: 1.5, right: true }]))).toBeUndefined()
    expect(of(scored([]))).toBeUndefined()
  })
})
