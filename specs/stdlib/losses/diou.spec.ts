import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { diouLoss } from '../../../stdlib/losses/diou.ts'
import type { Sides } from '../../../stdlib/losses/sides.ts'

type Point = readonly [x: number, y: number]

const sidesOf = ([x, y]: Point, [x1, y1, x2, y2]: Box): Sides => constant([x - x1, y - y1, x2 - x, y2 - y], [1, 1, 4])
const diouOf = (p: Point, a: Box, b: Box): number =>
  1 - (evaluate({ loss: diouLoss(sidesOf(p, a), sidesOf(p, b)) }, {}).loss.data[0] ?? NaN)

const side = fc.double({ min: 0.5, max: 9, noNaN: true })
const sides = fc.tuple(side, side, side, side)
const point = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }))
const boxAbout = ([x, y]: Point, [l, t, r, b]: Box): Box => [x - l, y - t, x + r, y + b]

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
