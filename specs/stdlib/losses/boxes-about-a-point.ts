import * as fc from 'fast-check'
import { constant } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'
import type { PerPoint, Sides } from '../../../stdlib/losses/sides.ts'

export type Point = readonly [x: number, y: number]

const sidesOf = ([x, y]: Point, [x1, y1, x2, y2]: Box): Sides => constant([x - x1, y - y1, x2 - x, y2 - y], [1, 1, 4])

/** What a loss of two boxes that hold a point takes from 1. */
export const overlapBy =
  (loss: (a: Sides, b: Sides) => PerPoint) =>
  (p: Point, a: Box, b: Box): number =>
    1 - (evaluate({ loss: loss(sidesOf(p, a), sidesOf(p, b)) }, {}).loss.data[0] ?? NaN)

const side = fc.double({ min: 0.5, max: 9, noNaN: true })
export const sides = fc.tuple(side, side, side, side)
export const point = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }))
export const boxAbout = ([x, y]: Point, [l, t, r, b]: Box): Box => [x - l, y - t, x + r, y + b]
