import type { Box } from '../../boxes/box.ts'
import type { Point } from '../../boxes/polygon.ts'
import type { Corners } from '../dataset.ts'
import { around } from '../formats/corners.ts'
import type { Said } from './boxes.ts'

const points = ([x1, y1, x2, y2, x3, y3, x4, y4]: Corners): readonly [Point, Point, Point, Point] => [
  [x1, y1],
  [x2, y2],
  [x3, y3],
  [x4, y4],
]

/** Twice the signed area of a triangle: positive where c lies to the right of a → b, as y points down. */
const turn = (a: Point, b: Point, c: Point): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

const cross = (a: Point, b: Point, c: Point, d: Point): boolean => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0

/** A box is read from its corners by subtraction and division at most. */
const close = 1e-3

/** Are four corners a simple quadrilateral, with the box around them? */
export const cornersAsked = (corners: Corners, box: Box): readonly Said[] => {
  const [a, b, c, d] = points(corners)
  const whole = around(corners)
  const beside = !whole.every((v, i) => Math.abs(v - (box[i] ?? 0)) <= close)
  return [
    ...(beside
      ? [['corners beside the box', `the box around the corners is [${whole.join(', ')}]`, 'derive the box from the corners'] as const]
      : []),
    ...(cross(a, b, c, d) || cross(b, c, d, a)
      ? [
          [
            'corners that cross',
            `the sides of [${corners.join(', ')}] cross`,
            'write the corners in their order around the object',
          ] as const,
        ]
      : []),
  ]
}
