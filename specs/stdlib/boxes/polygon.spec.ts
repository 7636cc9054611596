import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { intersection, iou } from '../../../stdlib/boxes/iou.ts'
import { type Polygon, around, clipPolygon, corners, polygonArea } from '../../../stdlib/boxes/polygon.ts'
import { polygonIou } from './polygon-iou.ts'

const box: fc.Arbitrary<Box> = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .map(([x, y, w, h]) => [x, y, x + w, y + h])
/** A rectangle turned about its middle. */
const turned: fc.Arbitrary<Polygon> = fc.tuple(box, fc.float({ min: 0, max: 3, noNaN: true })).map(([[x1, y1, x2, y2], angle]) => {
  const [cx, cy, sin, cos] = [(x1 + x2) / 2, (y1 + y2) / 2, Math.sin(angle), Math.cos(angle)]
  return corners([x1 - cx, y1 - cy, x2 - cx, y2 - cy]).map(([x, y]) => [cx + x * cos - y * sin, cy + x * sin + y * cos])
})

describe('polygons', () => {
  it('of boxes have their areas and intersections, either way round', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const reversed = [...corners(b)].reverse()
        expect(polygonArea(corners(a))).toBeCloseTo((a[2] - a[0]) * (a[3] - a[1]), 9)
        expect(polygonArea(clipPolygon(corners(b))(corners(a)))).toBeCloseTo(intersection(a, b), 9)
        expect(polygonArea(clipPolygon(reversed)(corners(a)))).toBeCloseTo(intersection(a, b), 9)
        expect(polygonIou(corners(a), reversed)).toBeCloseTo(iou(a, b), 9)
      }),
    )
  })

  it('cut by a window and by the four beside it are the whole in parts', () => {
    fc.assert(
      fc.property(turned, box, (p, [x1, y1, x2, y2]) => {
        const far = 1000
        const parts: readonly Box[] = [
          [x1, y1, x2, y2],
          [-far, -far, far, y1],
          [-far, y2, far, far],
          [-far, y1, x1, y2],
          [x2, y1, far, y2],
        ]
        const areas = parts.map((w) => polygonArea(clipPolygon(corners(w))(p)))
        expect(areas.reduce((a, b) => a + b, 0)).toBeCloseTo(polygonArea(p), 6)
      }),
    )
  })

  it('cut lie in both, and the IoU does not ask which is first', () => {
    fc.assert(
      fc.property(turned, turned, (a, b) => {
        const part = clipPolygon(b)(a)
        expect(polygonArea(part)).toBeLessThanOrEqual(Math.min(polygonArea(a), polygonArea(b)) + 1e-6)
        expect(polygonIou(a, b)).toBeCloseTo(polygonIou(b, a), 6)
        if (part.length > 0) {
          const [x1, y1, x2, y2] = around(part)
          const [u1, v1, u2, v2] = around(a)
          expect([x1 - u1, y1 - v1, u2 - x2, v2 - y2].every((d) => d >= -1e-6)).toBe(true)
        }
        expect(polygonIou(a, a)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('that only touch share nothing', () => {
    expect(polygonIou(corners([0, 0, 2, 2]), corners([2, 0, 4, 2]))).toBe(0)
    expect(clipPolygon(corners([0, 0, 2, 2]))(corners([5, 5, 6, 6]))).toEqual([])
  })
})
