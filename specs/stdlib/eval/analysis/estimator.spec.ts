import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimator } from '../../../../stdlib/eval/analysis/estimator.ts'
import { categorySummary, summary } from '../../../../stdlib/eval/summary.ts'
import { evaluate } from '../../../../stdlib/eval/evaluate.ts'
import { protocols, visdroneAsReleased } from '../../../../stdlib/eval/protocols.ts'
import { comparisonOf, crowded } from './comparisons.ts'

const all = [...Object.entries(protocols), ['visdrone --as-released', visdroneAsReleased] as const]
const ones = (images: number): Int32Array => new Int32Array(images).fill(1)

describe.each(all)('the estimator of %s', (_, protocol) => {
  it('gives, with weights of 1, the very numbers of the protocol', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        const comparison = comparisonOf(c.images, c.classes, c.targets, c.found)
        const evaluation = evaluate(protocol)(comparison)
        const expected = [summary(evaluation), ...evaluation.categories.map(categorySummary(protocol))]
        const { quantities, measure } = estimator(protocol)(comparison)
        const got = measure(ones(c.images))
        expect(quantities.length).toBeGreaterThan(0)
        quantities.forEach(({ metric, category }, q) => {
          const value = expected[category === undefined ? 0 : category + 1]?.[metric]
          expect(value, metric).not.toBeUndefined()
          expect(got[q], metric).toBe(value ?? NaN)
        })
      }),
      { numRuns: 60 },
    )
  })
  it('gives, with whole weights, the numbers of a set that has each image so many times', () => {
    fc.assert(
      fc.property(crowded, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), (c, copies) => {
        const weights = Int32Array.from(copies.slice(0, c.images))
        // Equal scores on one image would have another order in its copies.
        const found = c.found.map((d, i) => ({ ...d, score: d.score - i * 1e-6 }))
        const starts = Array.from(weights, (w, i) => weights.slice(0, i).reduce((a, b) => a + b, 0) + 0 * w)
        const copied = <A extends { readonly image: number }>(rows: readonly A[]): readonly A[] =>
          rows.flatMap((row) =>
            Array.from({ length: weights[row.image] ?? 0 }, (__, k) => ({ ...row, image: (starts[row.image] ?? 0) + k })),
          )
        const images = weights.reduce((a, b) => a + b, 0)
        const weighted = estimator(protocol)(comparisonOf(c.images, c.classes, c.targets, found)).measure(weights)
        const expected = estimator(protocol)(comparisonOf(images, c.classes, copied(c.targets), copied(found))).measure(ones(images))
        weighted.forEach((value, q) => {
          if (Number.isNaN(value)) expect(expected[q]).toBeNaN()
          else expect(Math.abs(value - (expected[q] ?? NaN))).toBeLessThan(1e-12)
        })
      }),
      { numRuns: 60 },
    )
  })
})
