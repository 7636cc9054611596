import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { heapIn } from '../../../../stdlib/data/loading/thread.ts'

it('leaves the heaps of eight threads half of the memory at most, and makes none larger than it has to be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2 ** 24, max: 2 ** 40 }), (memory) => {
      expect(8 * heapIn(memory) * 2 ** 20).toBeLessThanOrEqual(memory / 2)
      expect(heapIn(memory)).toBeLessThanOrEqual(128)
    }),
  )
  expect([2 ** 29, 2 ** 31, 2 ** 34].map(heapIn)).toEqual([32, 128, 128])
})
