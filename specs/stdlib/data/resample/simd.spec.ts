import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resampleByLoops } from '../../../../stdlib/data/resample/loops.ts'
import { resample } from '../../../../stdlib/data/resample/resample.ts'
import { simd } from '../../../../stdlib/data/resample/simd.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { picture } from '../pictures.ts'

const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 60 }))
const white = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3).fill(255) })

describe('resampling by SIMD', () => {
  it('is there on every processor of the last ten years', () => {
    expect(simd()).toBeDefined()
  })

  it('equals the loops, byte for byte, whatever the sizes, and whatever was resampled before', () =>
    fc.assert(
      fc.property(picture, side, side, (p, width, height) => {
        const to = { width, height }
        expect(simd()?.resample(to)(p)).toEqual(resampleByLoops(to)(p))
        expect(resample(to)(p)).toEqual(resampleByLoops(to)(p))
      }),
      { numRuns: 300 },
    ))

  it('keeps white white: no sum passes a byte', () =>
    fc.assert(
      fc.property(side, side, side, side, (w, h, width, height) => {
        expect(simd()?.resample({ width, height })(white(w, h))).toEqual(white(width, height))
      }),
    ))

  it('equals the loops on pictures that need more memory than the last', () => {
    const draw = random(1)
    for (const [w, h, width, height] of [
      [200, 150, 90, 311],
      [301, 257, 64, 64],
      [3, 2, 400, 200],
    ] as const) {
      const p = { width: w, height: h, data: Uint8Array.from({ length: w * h * 3 }, () => draw.integer(256)) }
      expect(simd()?.resample({ width, height })(p)).toEqual(resampleByLoops({ width, height })(p))
      expect(simd()?.bytesFor(p, { width, height })).toBeGreaterThan(3 * (w * h + width * height))
    }
  })
})
