import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imagenet, normalise, normaliseInto, symmetric } from '../../../../stdlib/data/transforms/normalise.ts'
import { picture } from '../pictures.ts'

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

  it('into a larger array writes the picture’s place and nothing else', () =>
    fc.assert(
      fc.property(picture, fc.nat(5), fc.nat(5), (p, before, gap) => {
        const line = 3 * (p.width + gap)
        const out = new Float32Array(before + p.height * line).fill(7)
        normaliseInto(symmetric)(p, out, before, line)
        const alone = normalise(symmetric)(p)
        const expected = new Float32Array(out.length).fill(7)
        for (let y = 0; y < p.height; y++) expected.set(alone.subarray(3 * y * p.width, 3 * (y + 1) * p.width), before + y * line)
        expect(out).toEqual(expected)
      }),
    ))
})
