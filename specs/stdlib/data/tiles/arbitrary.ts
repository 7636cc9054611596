import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import type { Box, Extent } from '../../../../stdlib/boxes/box.ts'
import { type Tiling, tiling, windows } from '../../../../stdlib/data/tiles/tiling.ts'

const extent = (max: number): fc.Arbitrary<Extent> => fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) })

export const image = extent(60)

/** Tilings of small tiles; with `over`, all tiles are kept. */
export const tilings: fc.Arbitrary<Tiling> = extent(24).chain((size) =>
  fc.record({
    size: fc.constant(size),
    overlap: fc.record({ width: fc.nat({ max: size.width - 1 }), height: fc.nat({ max: size.height - 1 }) }),
    border: fc.constantFrom('flush' as const, 'over' as const),
    fill: fc.constantFrom(null, [124, 116, 104] as const),
    rate: fc.constant(0),
  }),
)

export const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}

export const windowsOf = (t: Tiling, of: Extent): readonly Box[] => right(windows(t)(of))

export const checked = (width: number, overlap: number, more: Partial<Tiling> = {}): Tiling =>
  right(tiling({ size: { width, height: width }, overlap: { width: overlap, height: overlap }, ...more }))
