import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusion as confusionOf, confusionDefaults as options, rate } from '../../../../stdlib/eval/analysis/confusion.ts'
import type { Comparison } from '../../../../stdlib/eval/comparison.ts'
import { comparisonOf, countedOf, crowded } from './comparisons.ts'

const confusion = (comparison: Comparison, given: typeof options) => confusionOf(comparison, countedOf(comparison), given)

describe('confusion', () => {
  it('counts every target once in its row, and every detection at most once in its column', () => {
    fc.assert(
      fc.property(crowded, fc.double({ min: 0, max: 1, noNaN: true }), (c, score) => {
        const { counts, classes } = confusion(comparisonOf(c.images, c.classes, c.targets, c.found), { ...options, score })
        const at = (r: number, s: number): number => counts[r * (classes + 1) + s] ?? 0
        const all = Array.from({ length: classes + 1 }, (_, k) => k)
        for (let k = 0; k < classes; k++) {
          const targets = c.targets.filter((t) => t.category === k && t.crowd !== 1).length
          const found = c.found.filter((d) => d.category === k && d.score >= score).length
          expect(all.reduce((n, s) => n + at(k, s), 0)).toBe(targets)
          const said = all.reduce((n, r) => n + at(r, k), 0)
          expect(said).toBeLessThanOrEqual(found)
          if (c.targets.every((t) => t.crowd !== 1)) expect(said).toBe(found)
        }
        expect(at(classes, classes)).toBe(0)
      }),
    )
  })
  it('is a diagonal where everything is found', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        const targets = c.targets.map((t, i) => ({ ...t, crowd: 0, bbox: [30 * i, 0, 20, 20] }))
        const found = targets.map((t) => ({ ...t, score: 0.9 }))
        const got = confusion(comparisonOf(c.images, c.classes, targets, found), options)
        for (let k = 0; k < c.classes; k++) if (targets.some((t) => t.category === k)) expect(rate(got, k, k)).toBe(1)
        expect(got.counts.reduce((a, b) => a + b, 0)).toBe(targets.length)
      }),
    )
  })
  it('lets the best score choose first, the most overlapped target of any class', () => {
    const targets = [
      { image: 0, category: 0, bbox: [0, 0, 10, 10] },
      { image: 0, category: 1, bbox: [2, 0, 10, 10] },
    ]
    const found = [
      { image: 0, category: 0, bbox: [2, 0, 10, 10], score: 0.9 },
      { image: 0, category: 0, bbox: [1, 0, 10, 10], score: 0.8 },
      { image: 0, category: 1, bbox: [40, 0, 10, 10], score: 0.7 },
      { image: 0, category: 1, bbox: [50, 0, 10, 10], score: 0.2 },
    ]
    // [actual, said]: class 1 is taken for class 0 by the first; class 0 is found by the second; one false alarm of class 1.
    expect([...confusion(comparisonOf(1, 2, targets, found), options).counts]).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 0])
  })
  it('of equal overlaps takes the first target', () => {
    const targets = [0, 1].map((category) => ({ image: 0, category, bbox: [2 * category, 0, 10, 10] }))
    const found = [{ image: 0, category: 1, bbox: [1, 0, 10, 10], score: 0.9 }]
    expect([...confusion(comparisonOf(1, 2, targets, found), options).counts]).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0])
  })
  it('excuses what lies in an ignored target of its class, and only that', () => {
    const targets = [{ image: 0, category: 0, bbox: [0, 0, 40, 40], crowd: 1 }]
    const found = [0, 1].map((category) => ({ image: 0, category, bbox: [5, 5, 4, 4], score: 0.9 }))
    expect([...confusion(comparisonOf(1, 2, targets, found), options).counts]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0])
  })
})
