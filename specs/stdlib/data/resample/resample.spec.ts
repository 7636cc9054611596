import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resample } from '../../../../stdlib/data/resample/resample.ts'
import { picture } from '../pictures.ts'

describe('resampling', () => {
  // Image.fromarray(a).resize(size, Image.BILINEAR) of Pillow 12 for a = (arange(105) * 37 % 256).reshape(5, 7, 3)
  const from = { width: 7, height: 5, data: Uint8Array.from({ length: 105 }, (_, i) => (i * 37) % 256) }

  it('agrees with Pillow where it shrinks', () => {
    expect([...resample({ width: 3, height: 4 })(from).data]).toEqual([
      97, 79, 116, 139, 116, 93, 116, 153, 135, 108, 90, 127, 150, 127, 104, 127, 164, 146, 118, 100, 137, 160, 137, 114, 137, 174, 156, 88,
      111, 148, 126, 103, 125, 148, 144, 98,
    ])
  })

  it('agrees with Pillow where it enlarges', () => {
    expect([...resample({ width: 9, height: 6 })(from).data].slice(0, 54)).toEqual([
      0, 37, 74, 74, 111, 148, 160, 84, 121, 190, 28, 65, 77, 114, 151, 163, 200, 38, 107, 144, 68, 80, 117, 154, 154, 191, 228, 7, 44, 81,
      81, 118, 155, 167, 91, 128, 197, 35, 72, 84, 121, 158, 170, 207, 45, 114, 151, 75, 87, 124, 161, 161, 198, 235,
    ])
  })

  it('to its own size changes nothing', () =>
    fc.assert(
      fc.property(picture, (p) => {
        expect(resample({ width: p.width, height: p.height })(p)).toEqual(p)
      }),
    ))

  it('keeps a picture of one colour', () =>
    fc.assert(
      fc.property(picture, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (p, width, height) => {
        const flat = { ...p, data: p.data.map((_, i) => [10, 128, 255][i % 3] ?? 0) }
        const out = resample({ width, height })(flat).data
        expect(out.length).toBe(width * height * 3)
        expect(out.every((v, i) => v === [10, 128, 255][i % 3])).toBe(true)
      }),
    ))
})
