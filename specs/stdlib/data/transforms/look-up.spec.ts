import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookUp } from '../../../../stdlib/data/transforms/look-up.ts'

const table = Float32Array.from({ length: 768 }, (_, i) => Math.sin(i) * 1e3)

describe('a row of bytes by a table', () => {
  it('is what the table says, forwards and backwards, whatever the width and whatever was before', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.boolean(), (drawn, backwards) => {
        const width = drawn.length
        const bytes = Uint8Array.from({ length: 3 * width }, (_, i) => ((drawn[i % width] ?? 0) * (1 + Math.floor(i / width))) % 256)
        const pixels = Array.from({ length: width }, (_, x) => [0, 1, 2].map((c) => table[256 * c + (bytes[3 * x + c] ?? 0)] ?? 0))
        expect([...lookUp(table, width)(bytes, backwards)]).toEqual((backwards ? pixels.reverse() : pixels).flat())
      }),
    ))

  it('may be longer than the memory that is there at first', () => {
    const bytes = Uint8Array.from({ length: 90_000 }, (_, i) => i % 251)
    const floats = lookUp(table, 30_000)(bytes, false)
    expect(floats.length).toBe(90_000)
    expect(floats.every((v, i) => v === table[256 * (i % 3) + (bytes[i] ?? 0)])).toBe(true)
  })
})
