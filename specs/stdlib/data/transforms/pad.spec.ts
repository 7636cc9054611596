import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multipleOf, pad } from '../../../../stdlib/data/transforms/pad.ts'
import { crop, labelled } from '../pictures.ts'

describe('padding', () => {
  it('to multiples adds less than one of them on each axis', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (width, height) => {
        const to = multipleOf(32)({ width, height })
        for (const [now, was] of [
          [to.width, width],
          [to.height, height],
        ] as const)
          expect([now % 32, now >= was, now - was < 32]).toEqual([0, true, true])
      }),
    ))

  it('leaves pixels and boxes where they are, and gives every other pixel the value', () =>
    fc.assert(
      fc.property(labelled, fc.nat(20), fc.nat(20), (l, width, height) => {
        const { picture, truth, ignored } = pad({ width, height }, [1, 2, 3])(l)
        const { width: w, height: h } = l.picture
        expect([picture.width, picture.height]).toEqual([Math.max(width, w), Math.max(height, h)])
        expect([truth, ignored]).toEqual([l.truth, l.ignored])
        expect(crop(picture, [0, 0, w, h])).toEqual(crop(l.picture, [0, 0, w, h]))
        const right = crop(picture, [w, 0, picture.width, picture.height])
        const below = crop(picture, [0, h, w, picture.height])
        expect([...right, ...below].every(([r, g, b]) => r === 1 && g === 2 && b === 3)).toBe(true)
      }),
    ))
})
