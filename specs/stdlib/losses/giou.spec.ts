import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { area } from '../../../stdlib/boxes/box.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { giouLoss } from '../../../stdlib/losses/giou.ts'
import { boxAbout, overlapBy, point, sides } from './boxes-about-a-point.ts'

const giouOf = overlapBy(giouLoss)

describe('GIoU', () => {
  it('has the value of detectors.md F', () => {
    expect(giouOf([5, 5], [0, 0, 10, 10], [2, 2, 14, 12])).toBeCloseTo(0.3388278, 7)
  })

  it('is IoU less the share of the hull that neither box covers, wherever their point lies', () => {
    fc.assert(
      fc.property(point, sides, sides, (p, s, t) => {
        const [a, b] = [boxAbout(p, s), boxAbout(p, t)]
        const hull = area([Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])])
        const union = (area(a) + area(b)) / (1 + iou(a, b))
        expect(giouOf(p, a, b)).toBeCloseTo(iou(a, b) - (hull - union) / hull, 6)
        expect(giouOf(p, b, a)).toBeCloseTo(giouOf(p, a, b), 12)
        expect(giouOf(p, a, a)).toBeCloseTo(1, 6)
      }),
    )
  })
})
