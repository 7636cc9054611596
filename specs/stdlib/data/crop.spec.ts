import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { crop } from '../../../stdlib/data/crop.ts'
import { picture } from './pictures.ts'

const window: fc.Arbitrary<Box> = fc
  .tuple(fc.integer({ min: -6, max: 14 }), fc.integer({ min: -6, max: 14 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .map(([x, y, w, h]) => [x, y, x + w, y + h])

it('a crop has the picture’s pixels where it is inside, and its colour elsewhere', () => {
  fc.assert(
    fc.property(picture, window, fc.constantFrom([0, 0, 0] as const, [124, 116, 104] as const), (from, w, fill) => {
      const got = crop(w, fill)(from)
      expect([got.width, got.height, got.data.length]).toEqual([w[2] - w[0], w[3] - w[1], 3 * (w[2] - w[0]) * (w[3] - w[1])])
      for (let y = w[1]; y < w[3]; y++)
        for (let x = w[0]; x < w[2]; x++) {
          const inside = x >= 0 && y >= 0 && x < from.width && y < from.height
          const wanted = [0, 1, 2].map((c) => (inside ? from.data[3 * (y * from.width + x) + c] : fill[c]))
          const at = 3 * ((y - w[1]) * got.width + x - w[0])
          expect([...got.data.subarray(at, at + 3)]).toEqual(wanted)
        }
    }),
    { numRuns: 300 },
  )
})
