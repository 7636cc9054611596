import * as fc from 'fast-check'
import type { Box } from '../../../stdlib/boxes/box.ts'

/** Coordinates that often tie with each other and with the edges of cells, and some that never do. */
const coordinate = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -4, max: max + 4 }),
    fc.integer({ min: -8, max: 2 * max + 8 }).map((v) => v / 2),
    fc.float({ min: -10, max: Math.fround(max * 1.2), noNaN: true }),
    fc.constantFrom(-1e9, -0.5, 0, max, 1e9),
  )

/** Boxes in and around an image of this side: small and large, half outside or all, and of no size. */
export const boxAround = (max: number): fc.Arbitrary<Box> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.tuple(coordinate(max), coordinate(max), coordinate(max), coordinate(max)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(coordinate(max), coordinate(max), fc.integer({ min: 0, max: 2 * max }), fc.integer({ min: 0, max: 2 * max }))
        .map(([x, y, w, h]): Box => [x, y, x + w / 2, y + h / 2]),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.nat({ max }), fc.nat({ max }), fc.float({ min: 0, max: 12, noNaN: true }), fc.float({ min: 0, max: 12, noNaN: true }))
        .map(([x, y, w, h]): Box => [x, y, x + w, y + h]),
    },
  )
