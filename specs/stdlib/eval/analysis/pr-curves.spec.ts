import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prCurves, recalls } from '../../../../stdlib/eval/analysis/pr-curves.ts'
import { evaluate } from '../../../../stdlib/eval/evaluate.ts'
import { aitod, coco } from '../../../../stdlib/eval/protocols.ts'
import { categorySummary } from '../../../../stdlib/eval/summary.ts'
import { comparisonOf, crowded } from './comparisons.ts'

const of = (...c: Parameters<typeof comparisonOf>) => prCurves(coco)(comparisonOf(...c))

describe('prCurves', () => {
  it('have the AP of the protocol under them, of every class and size', () => {
    fc.assert(
      fc.property(crowded, fc.constantFrom(coco, aitod), (c, protocol) => {
        const comparison = comparisonOf(c.images, c.classes, c.targets, c.found)
        const evaluation = evaluate({ ...protocol, thresholds: [0.5] })(comparison)
        const curves = prCurves(protocol)(comparison)
        for (const { category, area, precision } of curves) {
          const metric = area === 'all' ? 'AP' : `AP${area}`
          const own = evaluation.categories.find((e) => e.category === comparison.categories[category]?.id)
          const expected = own === undefined ? undefined : categorySummary({ ...protocol, thresholds: [0.5] })(own)[metric]
          // Two readings of "at least .29" differ by a bin where recall is .29 to the last digit.
          expect(Math.abs(precision.reduce((a, b) => a + b, 0) / 101 - (expected ?? NaN))).toBeLessThan(0.011)
        }
        const measured = evaluation.categories.flatMap((e) => e.cells.filter((cell) => cell.maxDets === Math.max(...protocol.maxDets)))
        expect(curves).toHaveLength(measured.length)
      }),
    )
  })
  it('reach a recall by equality, also where the product of recall and targets is rounded up', () => {
    const targets = Array.from({ length: 100 }, (_, i) => ({ image: 0, category: 0, bbox: [30 * i, 0, 20, 20] }))
    for (const hits of [7, 14, 28, 29, 57]) {
      const [all] = of(
        1,
        1,
        targets,
        targets.slice(0, hits).map((t) => ({ ...t, score: 0.5 })),
      )
      expect([all?.precision[hits], all?.precision[hits + 1]]).toEqual([1, 0])
    }
  })
  it('never rise', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        for (const { precision } of of(c.images, c.classes, c.targets, c.found)) {
          for (let i = 1; i < recalls.length; i++) expect(precision[i]).toBeLessThanOrEqual(precision[i - 1] ?? 0)
        }
      }),
    )
  })
  it('name the score of the best F1, which keeps equal scores together', () => {
    const box = (i: number) => ({ image: 0, category: 0, bbox: [30 * i, 0, 10, 10] })
    const found = [
      { ...box(0), score: 0.9 },
      { ...box(7), score: 0.5 },
      { ...box(1), score: 0.5 },
      { ...box(8), score: 0.2 },
    ]
    const [curve] = of(1, 1, [box(0), box(1), box(2)], found)
    // Cuts: after .9 (F1 2/4), after both .5 (4/6), after .2 (4/7).
    expect(curve?.best).toEqual({ score: 0.5, f1: 4 / 6, precision: 2 / 3, recall: 2 / 3 })
    // The right one of two equal scores cannot be kept without the wrong one.
    const [other] = of(
      1,
      1,
      [box(0), box(1), box(2)],
      [found[0], found[2], found[1]].flatMap((d) => (d === undefined ? [] : [d])),
    )
    expect(other?.best).toEqual({ score: 0.5, f1: 4 / 6, precision: 2 / 3, recall: 2 / 3 })
    expect([0, 33, 34, 66, 67].map((i) => curve?.precision[i])).toEqual([1, 1, 2 / 3, 2 / 3, 0])
  })
})
