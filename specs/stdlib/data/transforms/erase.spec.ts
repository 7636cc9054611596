import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../../stdlib/boxes/box.ts'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { nothing } from '../../../../stdlib/data/samples.ts'
import { erased } from '../../../../stdlib/data/transforms/erase.ts'

const box = fc
  .tuple(...[-4, -4, 1, 1].map((min) => fc.double({ min, max: 20, noNaN: true })))
  .map(([x = 0, y = 0, w = 1, h = 1]): Box => [x, y, x + w, y + h])
const boxes = fc.array(box, { maxLength: 3 }).map((all) => ({ boxes: all, labels: all.map(() => -1) }))
/** Pictures of noise with objects that are learned and others that are ignored, wherever they lie. */
const labelled: fc.Arbitrary<Labelled> = fc
  .record({ width: fc.integer({ min: 1, max: 16 }), height: fc.integer({ min: 1, max: 16 }) })
  .chain(({ width, height }) =>
    fc.record({
      picture: fc.uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height }).map((data) => ({ width, height, data })),
      truth: boxes,
      ignored: boxes,
    }),
  )

const touches = ([x1, y1, x2, y2]: Box, x: number, y: number): boolean => x + 1 > x1 && x < x2 && y + 1 > y1 && y < y2
const pixelsOf = ({ picture: { width, height, data } }: Labelled) =>
  Array.from({ length: width * height }, (_, i) => ({
    x: i % width,
    y: Math.floor(i / width),
    colour: [...data.subarray(3 * i, 3 * i + 3)],
  }))

describe('ignored regions that are erased', () => {
  it('have one colour each, their mean; all else stays, learned objects first of all, and nothing is ignored', () => {
    fc.assert(
      fc.property(labelled, (from) => {
        const before = pixelsOf(from)
        const to = erased(from)
        const after = pixelsOf(to)
        expect([to.truth, to.ignored.boxes]).toEqual([from.truth, []])
        const learned = before.map(({ x, y }) => from.truth.boxes.some((b) => touches(b, x, y)))
        const last = before.map(({ x, y }) => from.ignored.boxes.findLastIndex((b) => touches(b, x, y)))
        before.forEach(({ colour }, i) => {
          if (learned[i] === true || last[i] === -1) expect(after[i]?.colour).toEqual(colour)
        })
        from.ignored.boxes.forEach((region, at) => {
          const inside = before.flatMap(({ x, y, colour }, i) => (touches(region, x, y) && learned[i] === false ? [{ colour, i }] : []))
          for (const c of [0, 1, 2]) {
            const mean = inside.reduce((sum, { colour }) => sum + (colour[c] ?? 0), 0) / inside.length
            for (const { i } of inside) if (last[i] === at) expect(Math.abs((after[i]?.colour[c] ?? 0) - mean)).toBeLessThanOrEqual(0.5)
          }
        })
        expect(pixelsOf(from)).toEqual(before)
      }),
    )
  })
  it('are none where nothing is ignored: the picture is that picture', () => {
    const from: Labelled = { picture: { width: 1, height: 1, data: new Uint8Array(3) }, truth: nothing, ignored: nothing }
    expect(erased(from)).toBe(from)
  })
})
