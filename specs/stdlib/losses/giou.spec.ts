import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { area, type Box } from '../../../stdlib/boxes/box.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { giouLoss } from '../../../stdlib/losses/giou.ts'
import type { Sides } from '../../../stdlib/losses/sides.ts'

type Point = readonly [x: number, y: number]

const sidesOf = ([x, y]: Point, [x1, y1, x2, y2]: Box): Sides => constant([x - x1, y - y1, x2 - x, y2 - y], [1, 1, 4])
const giouOf = (p: Point, a: Box, b: Box): number =>
  1 - (evaluate({ loss: giouLoss(sidesOf(p, a), sidesOf(p, b)) }, {}).loss.data[0] ?? NaN)

const side = fc.double({ min: 0.5, max: 9, noNaN: true })
const sides = fc.tuple(side, side, side, side)
const point = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }))
const boxAbout = ([x, y]: Point, [l, t, r, b]: Box): Box => [x - l, y - t, x + r, y + b]

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
