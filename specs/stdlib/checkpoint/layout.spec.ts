import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { size } from '../../../dsl/core/tensor.ts'
import { fromTorch, torchShape, toTorch } from '../../../stdlib/checkpoint/layout.ts'

const numbered = (shape: readonly number[]): Float32Array => Float32Array.from({ length: size(shape) }, (_, i) => i)
const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 })
const kernel = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 4 }),
)

describe('layout', () => {
  it('comes back from a round trip, either way', () => {
    fc.assert(
      fc.property(shape, (s) => {
        const there = toTorch(s, numbered(s))
        expect(fromTorch(there.shape, there.data)).toEqual({ shape: s, data: numbered(s) })
        const here = fromTorch(s, numbered(s))
        expect(toTorch(here.shape, here.data)).toEqual({ shape: s, data: numbered(s) })
      }),
    )
  })

  it('puts the value at [y, x, i, o] at [o, i, y, x]', () => {
    fc.assert(
      fc.property(kernel, ([kh, kw, ci, co]) => {
        const { data, shape: s } = toTorch([kh, kw, ci, co], numbered([kh, kw, ci, co]))
        expect(s).toEqual([co, ci, kh, kw])
        for (let y = 0; y < kh; y++)
          for (let x = 0; x < kw; x++)
            for (let i = 0; i < ci; i++)
              for (let o = 0; o < co; o++) expect(data[((o * ci + i) * kh + y) * kw + x]).toBe(((y * kw + x) * ci + i) * co + o)
      }),
    )
  })

  it('names the shape that it gives', () => {
    fc.assert(
      fc.property(shape, (s) => {
        expect(toTorch(s, numbered(s)).shape).toEqual(torchShape(s))
      }),
    )
  })

  it('leaves other ranks as they are', () => {
    fc.assert(
      fc.property(
        shape.filter((s) => s.length !== 4),
        (s) => {
          expect(toTorch(s, numbered(s))).toEqual({ shape: s, data: numbered(s) })
        },
      ),
    )
  })
})
