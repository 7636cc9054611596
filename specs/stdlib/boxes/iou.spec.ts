import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, area } from '../../../stdlib/boxes/box.ts'
import { intersection, iou } from '../../../stdlib/boxes/iou.ts'

const pixels = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.nat({ max: 9 })) satisfies fc.Arbitrary<Box>
const covers = ([x1, y1, x2, y2]: Box, x: number, y: number): boolean => x1 <= x && x < x2 && y1 <= y && y < y2

describe('IoU', () => {
  it('counts the pixels that boxes on whole pixels share', () => {
    fc.assert(
      fc.property(pixels, pixels, (a, b) => {
        let [both, either] = [0, 0]
        for (let y = 0; y < 9; y++)
          for (let x = 0; x < 9; x++) {
            both += covers(a, x, y) && covers(b, x, y) ? 1 : 0
            either += covers(a, x, y) || covers(b, x, y) ? 1 : 0
          }
        expect(intersection(a, b)).toBe(both)
        expect(iou(a, b)).toBeCloseTo(both / Math.max(1, either), 12)
      }),
      { seed: 1, numRuns: 1000 },
    )
  })

  it('is symmetric, and 1 for a box with itself unless it has no area', () => {
    fc.assert(
      fc.property(pixels, pixels, (a, b) => {
        expect(iou(a, b)).toBe(iou(b, a))
        expect(iou(a, a)).toBe(area(a) > 0 ? 1 : 0)
      }),
      { seed: 2 },
    )
  })

  it('of the boxes in detectors.md F is .4102564', () => {
    expect(iou([0, 0, 10, 10], [2, 2, 14, 12])).toBeCloseTo(0.4102564, 7)
  })
})
