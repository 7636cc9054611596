import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entropyOf } from '../../../../stdlib/data/jpeg/entropy.ts'

const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 0xd0, 0xd9, 0xff, 0xff))
const parts = fc.array(fc.array(byte, { maxLength: 30 }), { minLength: 1, maxLength: 12 })

/** Parts as they stand in a file, up to the end of the picture. */
const written = (of: readonly (readonly number[])[]): readonly number[] =>
  of.flatMap((part, i) => [...part.flatMap((b) => (b === 0xff ? [0xff, 0] : [b])), 0xff, i + 1 < of.length ? 0xd0 + (i % 8) : 0xd9])

describe('the data of a scan', () => {
  it('comes back part by part, each from a whole integer on, with an integer of nothing behind it, whatever follows the picture', () => {
    fc.assert(
      fc.property(parts, fc.array(byte), (of, behind) => {
        const found = entropyOf(Uint8Array.from([...written(of), ...behind]), of.length)
        const inOrder = Buffer.from(found?.integers ?? []).swap32()
        expect(found?.parts.map(({ start, end }) => [...inOrder.subarray(start, end)])).toEqual(of)
        found?.parts.forEach(({ start, end }, i) => {
          const next = found.parts[i + 1]?.start ?? found.integers.length
          expect([start % 4, next - end >= 4, inOrder.subarray(end, next).every((b) => b === 0)]).toEqual([0, true, true])
        })
      }),
    )
  })

  it('is none where there are more or fewer parts than there should be, another marker, or no end', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 14 }), (of, count) => {
        const bytes = written(of)
        fc.pre(count !== of.length)
        expect(entropyOf(Uint8Array.from(bytes), count)).toBeUndefined()
        expect(entropyOf(Uint8Array.from(bytes.slice(0, -1)), of.length)).toBeUndefined()
        expect(entropyOf(Uint8Array.from([...bytes.slice(0, -1), 0xda, ...bytes]), of.length)).toBeUndefined()
      }),
    )
  })

  it('is taken out without an object for each byte of 255', () => {
    const bytes = Buffer.concat([Buffer.alloc(2e6).fill(Buffer.from([0xff, 0])), Buffer.from([0xff, 0xd9])])
    const before = process.memoryUsage().heapUsed
    expect(entropyOf(bytes, 1)?.parts).toEqual([{ start: 0, end: 1e6 }])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8e7)
  })
})
