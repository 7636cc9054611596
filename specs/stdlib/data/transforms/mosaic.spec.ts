import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { area } from '../../../../stdlib/boxes/box.ts'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { keepAll } from '../../../../stdlib/data/transforms/keeping.ts'
import { mosaic } from '../../../../stdlib/data/transforms/mosaic.ts'
import { resizeWithin } from '../../../../stdlib/data/transforms/resize.ts'
import { found, objectsOf, painted } from './painted.ts'

const CELL = 40
const four = fc.tuple(painted(0), painted(20), painted(40), painted(60))
const total = (ls: readonly Labelled[]) => ls.reduce((n, l) => n + l.truth.boxes.length, 0)

/** At the size of its cell already, so that no colour is mixed on the way. */
const atCell = (l: Labelled): Labelled => {
  const data = new Uint8Array(CELL * CELL * 3)
  for (let y = 0; y < l.picture.height; y++)
    data.set(l.picture.data.subarray(3 * y * l.picture.width, 3 * (y + 1) * l.picture.width), 3 * y * CELL)
  return { ...l, picture: { width: CELL, height: CELL, data } }
}

describe('a mosaic', () => {
  it('holds each box exactly where its pixels are, from all four pictures, and counts what it cut', () =>
    fc.assert(
      fc.property(four, fc.nat(), (ls, seed) => {
        const [a, b, c, d] = [atCell(ls[0]), atCell(ls[1]), atCell(ls[2]), atCell(ls[3])]
        const made = mosaic({ cell: CELL, keep: keepAll })(random(seed))(a, [b, c, d])
        expect([made.picture.width, made.picture.height]).toEqual([2 * CELL, 2 * CELL])
        objectsOf(made).forEach(({ label, box }) => {
          expect(found(made.picture, label)?.box).toEqual(box)
        })
        const seen = [a, b, c, d].flatMap((l) => l.truth.labels).filter((label) => found(made.picture, label) !== undefined)
        expect([...made.truth.labels].sort()).toEqual(seen.sort())
        expect(made.truth.boxes.length + made.lost.outside + made.lost.cut).toBe(total(ls))
      }),
      { numRuns: 50 },
    ))

  it('is a function of its stream, and keeps boxes inside, whatever the sizes', () =>
    fc.assert(
      fc.property(four, fc.nat(), ([a, b, c, d], seed) => {
        const at = mosaic({ cell: 17, keep: { part: 0.5, side: 1 } })
        const made = at(random(seed))(a, [b, c, d])
        expect(at(random(seed))(a, [b, c, d])).toEqual(made)
        for (const { box } of objectsOf(made)) {
          expect(Math.min(...box)).toBeGreaterThanOrEqual(0)
          expect(Math.max(...box)).toBeLessThanOrEqual(34)
          expect(area(box)).toBeGreaterThan(0)
        }
        expect(made.truth.boxes.length + made.lost.outside + made.lost.cut).toBe(total([a, b, c, d]))
      }),
      { numRuns: 50 },
    ))

  it('has its centre in the middle half, the pictures about it in reading order, and grey where there is none', () => {
    const flat = (value: number, width: number, height: number): Labelled => ({
      picture: { width, height, data: new Uint8Array(width * height * 3).fill(value) },
      truth: { boxes: [[0, 0, width, height]], labels: [value] },
      ignored: { boxes: [], labels: [] },
    })
    const centres = Array.from({ length: 60 }, (_, i) => {
      const made = mosaic({ cell: 8, keep: keepAll })(random(i))(flat(1, 8, 8), [flat(2, 4, 8), flat(3, 8, 4), flat(4, 2, 2)])
      const box = (label: number) => made.truth.boxes[made.truth.labels.indexOf(label)]
      const [, , x, y] = box(1) ?? [0, 0, 0, 0]
      expect([box(2)?.[0], box(2)?.[3], box(3)?.[1], box(3)?.[2], box(4)?.[0], box(4)?.[1]]).toEqual([x, y, y, x, x, y])
      // The second picture is half as wide as its cell.
      if (x + 4 < 16) expect(made.picture.data[3 * ((y - 1) * 16 + x + 4)]).toBe(114)
      return [x, y]
    })
    expect([Math.min(...centres.flat()), Math.max(...centres.flat())]).toEqual([4, 12])
  })

  it('of pictures without objects is one without objects', () => {
    const none = { boxes: [], labels: [] }
    const l: Labelled = resizeWithin({ width: 3, height: 3 })({
      picture: { width: 2, height: 3, data: new Uint8Array(18) },
      truth: none,
      ignored: none,
    })
    expect(mosaic({ cell: 5, keep: keepAll })(random(1))(l, [l, l, l])).toMatchObject({ truth: none, lost: { outside: 0, cut: 0 } })
  })
})
