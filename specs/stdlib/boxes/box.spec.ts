import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, area, clip, flipHorizontally, flipVertically, height, scale, width } from '../../../stdlib/boxes/box.ts'

// Eighths, so that sums and differences are exact.
const coordinate = fc.integer({ min: -400, max: 1200 }).map((v) => v / 8)
const box: fc.Arbitrary<Box> = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .map(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)])
const extent = fc.record({ width: fc.integer({ min: 1, max: 100 }), height: fc.integer({ min: 1, max: 100 }) })

const moved = ([x1, y1, x2, y2]: Box): Box => [x1 + 50, y1 + 50, x2 + 50, y2 + 50]

describe('a box', () => {
  it('has no area where its corners meet or are swapped', () => {
    expect([area([1, 1, 3, 4]), area([1, 1, 1, 4]), area([3, 4, 1, 1])]).toEqual([6, 0, 0])
  })

  it('flipped twice is itself, and keeps its sides', () =>
    fc.assert(
      fc.property(box, extent, (b, e) => {
        for (const flip of [flipHorizontally(e.width), flipVertically(e.height)]) {
          expect(flip(flip(b))).toEqual(b)
          expect([width(flip(b)), height(flip(b))]).toEqual([width(b), height(b)])
        }
      }),
    ))

  it('flips along one axis only, and about the middle of the image', () => {
    expect(flipHorizontally(10)([1, 2, 3, 4])).toEqual([7, 2, 9, 4])
    expect(flipVertically(10)([1, 2, 3, 4])).toEqual([1, 6, 3, 8])
  })

  it('clipped lies in the image, and clipped again stays', () =>
    fc.assert(
      fc.property(box, extent, (b, e) => {
        const c = clip(e)(b)
        expect(c[0] >= 0 && c[1] >= 0 && c[2] <= e.width && c[3] <= e.height).toBe(true)
        expect(clip(e)(c)).toEqual(c)
        expect(area(c)).toBeLessThanOrEqual(area(b))
      }),
    ))

  it('is left as it is where it lies inside', () =>
    fc.assert(
      fc.property(box, (b) => {
        expect(clip({ width: 300, height: 300 })(moved(b))).toEqual(moved(b))
      }),
    ))

  it('scales its area by both factors', () =>
    fc.assert(
      fc.property(box, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (b, x, y) => {
        expect(area(scale(x, y)(b))).toBe(area(b) * x * y)
      }),
    ))
})
