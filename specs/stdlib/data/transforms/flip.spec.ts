import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { flipHorizontally, flipVertically } from '../../../../stdlib/data/transforms/flip.ts'
import { crop, labelled } from '../pictures.ts'

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
