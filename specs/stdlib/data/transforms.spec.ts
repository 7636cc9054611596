import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Labelled } from '../../../stdlib/data/picture.ts'
import {
  fitted,
  flipHorizontally,
  flipVertically,
  imagenet,
  normalise,
  resize,
  resizeWithin,
  symmetric,
} from '../../../stdlib/data/transforms.ts'
import { crop, labelled, picture } from './pictures.ts'

const side = fc.integer({ min: 1, max: 30 })
const boxesOf = (l: Labelled) => [...l.truth.boxes, ...l.ignored.boxes]
const sorted = (pixels: readonly (readonly number[])[]) => pixels.map(String).sort()

describe.each([
  ['left and right', flipHorizontally],
  ['top and bottom', flipVertically],
])('flipping %s', (_, flip) => {
  it('twice is the identity', () =>
    fc.assert(
      fc.property(labelled, (l) => {
        expect(flip(flip(l))).toEqual(l)
      }),
    ))

  it('takes boxes, the ignored too, where their pixels go', () =>
    fc.assert(
      fc.property(labelled, (l) => {
        const flipped = flip(l)
        boxesOf(l).forEach((box, i) => {
          const there = boxesOf(flipped)[i] ?? box
          expect(sorted(crop(flipped.picture, there))).toEqual(sorted(crop(l.picture, box)))
        })
        expect(flipped.truth.labels).toEqual(l.truth.labels)
      }),
    ))
})

describe('flips', () => {
  it('move the pixels along their own axis', () => {
    const two = (width: number, height: number): Labelled => ({
      picture: { width, height, data: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      truth: { boxes: [], labels: [] },
      ignored: { boxes: [], labels: [] },
    })
    expect([...flipHorizontally(two(2, 1)).picture.data]).toEqual([4, 5, 6, 1, 2, 3])
    expect([...flipHorizontally(two(1, 2)).picture.data]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...flipVertically(two(1, 2)).picture.data]).toEqual([4, 5, 6, 1, 2, 3])
    expect([...flipVertically(two(2, 1)).picture.data]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('commute', () =>
    fc.assert(
      fc.property(labelled, (l) => {
        expect(flipHorizontally(flipVertically(l))).toEqual(flipVertically(flipHorizontally(l)))
      }),
    ))
})

describe('resizing', () => {
  it('keeps each corner of a box at its share of the picture', () =>
    fc.assert(
      fc.property(labelled, side, side, (l, width, height) => {
        const to = resize({ width, height })(l)
        expect([to.picture.width, to.picture.height, to.picture.data.length]).toEqual([width, height, width * height * 3])
        boxesOf(l).forEach((box, i) => {
          const moved = boxesOf(to)[i] ?? []
          moved.forEach((v, k) => {
            expect(v / (k % 2 === 0 ? width : height)).toBeCloseTo((box[k] ?? NaN) / (k % 2 === 0 ? l.picture.width : l.picture.height), 10)
          })
        })
      }),
    ))

  it('by a whole factor takes boxes where their pixels go', () => {
    const data = new Uint8Array(8 * 8 * 3)
    for (let y = 2; y < 4; y++) for (let x = 4; x < 8; x++) data.fill(255, 3 * (y * 8 + x), 3 * (y * 8 + x) + 3)
    const empty = { boxes: [], labels: [] }
    const to = resize({ width: 32, height: 16 })({
      picture: { width: 8, height: 8, data },
      truth: { boxes: [[4, 2, 8, 4]], labels: [0] },
      ignored: empty,
    })
    expect(to.truth.boxes).toEqual([[16, 4, 32, 8]])
    const inside = to.picture.data.reduce((sum, v, i) => sum + (i % 96 >= 48 && i >= 4 * 96 && i < 8 * 96 ? v : 0), 0)
    expect(inside / to.picture.data.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.8)
  })

  it('within a limit keeps the shape, to a pixel, and reaches the limit', () =>
    fc.assert(
      fc.property(labelled, side, side, (l, width, height) => {
        const { picture: p } = resizeWithin({ width, height })(l)
        expect(p.width <= width && p.height <= height).toBe(true)
        expect(p.width === width || p.height === height).toBe(true)
        const by = Math.min(width / l.picture.width, height / l.picture.height)
        expect(Math.abs(p.width - Math.max(1, l.picture.width * by))).toBeLessThanOrEqual(0.5)
        expect(fitted({ width, height })(l.picture)).toEqual({ width: p.width, height: p.height })
      }),
    ))
})

describe('normalising', () => {
  it('is (x - mean) / std in each channel', () =>
    fc.assert(
      fc.property(picture, (p) => {
        for (const by of [symmetric, imagenet]) {
          const out = normalise(by)(p)
          p.data.forEach((v, i) => {
            expect(out[i]).toBe(Math.fround((v - (by.mean[i % 3] ?? 0)) / (by.std[i % 3] ?? 1)))
          })
        }
      }),
    ))

  it('symmetric maps 0 … 255 onto -1 … 1', () => {
    expect([...normalise(symmetric)({ width: 1, height: 1, data: Uint8Array.of(0, 255, 51) })]).toEqual([-1, 1, Math.fround(-0.6)])
  })
})
