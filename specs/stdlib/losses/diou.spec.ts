import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { diouLoss } from '../../../stdlib/losses/diou.ts'
import { boxAbout, overlapBy, type Point, point, sides } from './boxes-about-a-point.ts'

const diouOf = overlapBy(diouLoss)

describe('DIoU', () => {
  it('is IoU less the squared distance of the centres over that of the farthest corners, wherever their point lies', () => {
    fc.assert(
      fc.property(point, sides, sides, (p, s, t) => {
        const [a, b] = [boxAbout(p, s), boxAbout(p, t)]
        const centre = ([x1, y1, x2, y2]: Box): Point => [(x1 + x2) / 2, (y1 + y2) / 2]
        const [[ax, ay], [bx, by]] = [centre(a), centre(b)]
        const diagonal = Math.hypot(Math.max(a[2], b[2]) - Math.min(a[0], b[0]), Math.max(a[3], b[3]) - Math.min(a[1], b[1]))
        expect(diouOf(p, a, b)).toBeCloseTo(iou(a, b) - (Math.hypot(ax - bx, ay - by) / diagonal) ** 2, 6)
        expect(diouOf(p, b, a)).toBeCloseTo(diouOf(p, a, b), 12)
        expect(diouOf(p, a, a)).toBeCloseTo(1, 6)
      }),
    )
  })
})
