import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curve as curveOf } from '../../../stdlib/eval/curve.ts'
import { FALSE, IGNORED, TRUE } from '../../../stdlib/eval/match.ts'
import { olrp } from '../../../stdlib/eval/olrp.ts'
import { overlap } from '../../../stdlib/eval/overlap.ts'
import type { Bbox } from '../../../stdlib/eval/records.ts'

const outcome = fc.constantFrom(FALSE, TRUE, IGNORED)
const outcomes = fc.array(outcome, { maxLength: 30 }).map((a) => Uint8Array.from(a))
const curve = (a: Uint8Array, positives: number): { readonly precision: number; readonly recall: number } => {
  const { precision, recall } = curveOf(['101 points'], a, positives)
  return { precision: precision[0] ?? NaN, recall }
}
const rights = (a: Uint8Array): number => a.filter((o) => o === TRUE).length

describe('the precision-recall curve', () => {
  it('reads the precision at 101 recalls', () => {
    // Recalls 0 to .5 are reached at precision 1, .51 to 1 at 2 / 3.
    expect(curve(Uint8Array.of(TRUE, FALSE, TRUE), 2).precision).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12)
    expect(curve(Uint8Array.of(FALSE, TRUE), 2)).toEqual({ precision: expect.closeTo((51 * 0.5) / 101, 12) as number, recall: 0.5 })
  })

  it('of COCO has a denominator with NumPy’s spacing of 1 added, and that of VOC has not', () => {
    const one = Uint8Array.of(TRUE)
    expect(curve(one, 1).precision).toBeCloseTo(1, 12)
    expect(curve(one, 1).precision).toBeLessThan(1)
    expect(curveOf(['11 points', 'every point'], one, 1).precision).toEqual([1, 1])
  })

  it('does not see ignored detections', () =>
    fc.assert(
      fc.property(outcomes, (a) => {
        expect(curve(a, rights(a) + 1)).toEqual(
          curve(
            a.filter((o) => o !== IGNORED),
            rights(a) + 1,
          ),
        )
      }),
    ))

  it('does not see wrong detections below the last right one', () =>
    fc.assert(
      fc.property(outcomes, (a) => {
        expect(curve(Uint8Array.from([...a, FALSE]), rights(a) + 1)).toEqual(curve(a, rights(a) + 1))
      }),
    ))

  it('never falls when a wrong detection turns right', () =>
    fc.assert(
      fc.property(outcomes, fc.nat(), (a, at) => {
        const better = a.map((o, i) => (i === at % a.length && o === FALSE ? TRUE : o))
        const positives = a.length + 1
        expect(curve(better, positives).precision).toBeGreaterThanOrEqual(curve(a, positives).precision - 1e-12)
      }),
    ))
})

describe('oLRP', () => {
  it('is the least of the worked example (LRP .7333, .8, .75)', () => {
    const got = olrp(Uint8Array.of(TRUE, FALSE, TRUE), Float64Array.of(0.9, 0, 0.6), 3, 0.5)
    expect(got.total).toBeCloseTo(0.7333333333, 9)
    expect(got).toEqual({ total: got.total, localisation: expect.closeTo(0.1, 12) as number, falsePositive: 0, falseNegative: 2 / 3 })
  })

  it('is 1 with NaN for what needs a true positive where there is none', () => {
    const none = { total: 1, localisation: NaN, falsePositive: NaN, falseNegative: 1 }
    expect(olrp(Uint8Array.of(), Float64Array.of(), 2, 0.5)).toEqual(none)
    expect(olrp(Uint8Array.of(FALSE, IGNORED), Float64Array.of(0, 0), 2, 0.5)).toEqual(none)
  })

  it('of equal minima takes the cut with the higher scores', () => {
    // LRP .5 with one target found; .667; and .5 again with both.
    const got = olrp(Uint8Array.of(TRUE, FALSE, TRUE), Float64Array.of(1, 0, 0.75), 2, 0.5)
    expect(got).toEqual({ total: 0.5, localisation: 0, falsePositive: 0, falseNegative: 0.5 })
  })

  it('is made of its parts', () =>
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.51, max: 1, noNaN: true }), fc.nat({ max: 5 }), (a, iou, missed) => {
        fc.pre(rights(a) > 0)
        const positives = rights(a) + missed
        const { total, localisation, falsePositive, falseNegative } = olrp(a, new Float64Array(a.length).fill(iou), positives, 0.5)
        const right = positives * (1 - falseNegative)
        const wrong = (right * falsePositive) / (1 - falsePositive)
        expect(localisation).toBeCloseTo(1 - iou, 9)
        expect(total).toBeCloseTo((2 * localisation * right + wrong + positives - right) / (positives + wrong), 9)
        expect(total).toBeLessThanOrEqual(1)
      }),
    ))
})

describe('overlap', () => {
  const side = fc.integer({ min: 1, max: 20 })
  const boxes: fc.Arbitrary<Bbox> = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }), side, side)

  it('is the intersection over union of the worked example', () => {
    expect(overlap([0, 0, 10, 10], [2, 2, 12, 10], false)).toBeCloseTo(0.4102564, 7)
  })

  it('with itself is 1, and with a box that only touches it 0', () =>
    fc.assert(
      fc.property(boxes, ([x, y, w, h]) => {
        expect(overlap([x, y, w, h], [x, y, w, h], false)).toBe(1)
        expect(overlap([x, y, w, h], [x + w, y, w, h], false)).toBe(0)
        expect(overlap([x, y, w, h], [x, y - h, w, h], true)).toBe(0)
      }),
    ))

  it('is symmetric, and with a crowd the covered part of the detection', () =>
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const iou = overlap(a, b, false)
        expect(iou >= 0 && iou <= 1).toBe(true)
        expect(iou).toBeCloseTo(overlap(b, a, false), 12)
        const [areaA, areaB] = [a[2] * a[3], b[2] * b[3]]
        const intersection = (iou * (areaA + areaB)) / (1 + iou)
        expect(overlap(a, b, true)).toBeCloseTo(intersection / areaA, 12)
      }),
    ))
})
