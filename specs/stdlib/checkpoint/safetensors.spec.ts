import { existsSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import { type Safetensors, type Stored, decode, encode } from '../../../stdlib/checkpoint/safetensors.ts'

const shape = fc.array(fc.nat({ max: 4 }), { maxLength: 3 })
const count = (s: readonly number[]): number => s.reduce((n, d) => n * d, 1)
const exactly = (n: number) => ({ minLength: n, maxLength: n })

const stored: fc.Arbitrary<Stored> = shape.chain((s) => {
  const n = exactly(count(s))
  return fc.oneof(
    fc.float64Array(n).map((data): Stored => ({ dtype: 'F64', shape: s, data })),
    fc.float32Array(n).map((data): Stored => ({ dtype: 'F32', shape: s, data })),
    fc.int32Array(n).map((data): Stored => ({ dtype: 'I32', shape: s, data })),
    fc.uint8Array(n).map((data): Stored => ({ dtype: 'U8', shape: s, data })),
    fc.array(fc.maxSafeInteger(), n).map((data): Stored => ({ dtype: 'I64', shape: s, data: Float64Array.from(data) })),
  )
})
const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', '', '0', 'α.β"\\'),
  fc.string({ unit: 'grapheme' }).filter((n) => n !== '__metadata__'),
)
const content: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.array(fc.tuple(name, stored), { maxLength: 6 }).map((pairs) => new Map(pairs)),
  metadata: fc.array(fc.tuple(name, fc.string()), { maxLength: 3 }).map((pairs) => new Map(pairs)),
})

const right = <A>(e: E.Either<Issue, A>): A => {
  if (E.isLeft(e)) throw new Error(`${e.left.code}: ${e.left.message}`)
  return e.right
}
const bytesOf = (c: Safetensors): Uint8Array => right(encode(c))
const fileOf = (header: string, data: Uint8Array = new Uint8Array()): Uint8Array => {
  const json = new TextEncoder().encode(header)
  const out = new Uint8Array(8 + json.length + data.length)
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true)
  out.set(json, 8)
  out.set(data, 8 + json.length)
  return out
}
const one = (entry: object, bytes = 8): Uint8Array => fileOf(JSON.stringify({ w: entry }), new Uint8Array(bytes))

describe('safetensors', () => {
  it('decode after encode is the identity', () => {
    fc.assert(
      fc.property(content, (c) => {
        const back = right(decode(bytesOf(c)))
        expect(new Map([...back.tensors].sort())).toEqual(new Map([...c.tensors].sort()))
        expect(back.metadata).toEqual(c.metadata)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('equal tensors give equal bytes, whatever the order of the map', () => {
    fc.assert(
      fc.property(content, (c) => {
        expect(bytesOf({ ...c, tensors: new Map([...c.tensors].reverse()) })).toEqual(bytesOf(c))
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('reads a file that lies anywhere in a larger buffer, and keeps nothing of it', () => {
    fc.assert(
      fc.property(content, fc.nat({ max: 9 }), (c, shift) => {
        const bytes = bytesOf(c)
        const larger = new Uint8Array(bytes.length + 20).fill(255)
        larger.set(bytes, shift)
        const back = right(decode(larger.subarray(shift, shift + bytes.length)))
        larger.fill(1)
        expect(bytesOf(back)).toEqual(bytes)
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('mutated, cut or arbitrary bytes are read or refused, never thrown at', () => {
    const mutated = fc
      .tuple(
        content,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
      )
      .map(([c, edits, keep, cut]) => {
        const bytes = bytesOf(c)
        for (const [at, value] of edits) bytes[at % bytes.length] = value
        return cut ? bytes.subarray(0, Math.floor(keep * bytes.length)) : bytes
      })
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.uint8Array({ maxLength: 64 }),
          fc.json().map((j) => fileOf(j)),
        ),
        (bytes) => {
          const read = decode(bytes)
          if (E.isLeft(read)) expect(read.left.code).toMatch(/^safetensors /)
        },
      ),
      { seed: 4, numRuns: 2000 },
    )
  })

  it('a file cut anywhere is refused', () => {
    const bytes = bytesOf({ tensors: new Map([['w', { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) }]]), metadata: new Map() })
    for (let n = 0; n < bytes.length; n++) expect(E.isLeft(decode(bytes.subarray(0, n))), String(n)).toBe(true)
    expect(E.isRight(decode(bytes))).toBe(true)
  })

  const huge = new Uint8Array(16).fill(0x7f, 0, 8)
  const F64 = { dtype: 'F64', shape: [1] }
  const two = (a: readonly number[], b: readonly number[], bytes = 16) =>
    fileOf(JSON.stringify({ a: { ...F64, data_offsets: a }, b: { ...F64, data_offsets: b } }), new Uint8Array(bytes))
  it.each([
    ['no length', new Uint8Array(7), /at least 8 bytes, but this has 7/],
    ['a header longer than the file', huge, /claims 9187201950435737471 bytes, but the file has 16/],
    ['a header that is not UTF-8', fileOf('{}').map((b, i) => (i === 8 ? 0xff : b)), /not UTF-8/],
    ['a header that is not JSON', fileOf('{"w":'), /not JSON/],
    ['a header that is no object', fileOf('[1]'), /JSON object, but is \[1\]/],
    ['an entry of the wrong form', one({ dtype: 'F64', shape: [-1], data_offsets: [0, 8] }), /natural numbers, but is .*-1/],
    ['metadata that is not text', fileOf('{"__metadata__":{"step":3}}'), /text to text, but is {"step":3}/],
    ['an unknown dtype', one({ dtype: 'F16', shape: [4], data_offsets: [0, 8] }), /dtype is F16, but only F64/],
    ['a dtype named like a method', one({ dtype: 'toString', shape: [4], data_offsets: [0, 8] }), /dtype is toString/],
    ['a shape that does not fit', one({ dtype: 'F32', shape: [3], data_offsets: [0, 8] }), /needs 12 bytes, but .* hold 8/],
    ['a shape beyond all numbers', one({ dtype: 'F32', shape: Array(40).fill(2 ** 40), data_offsets: [0, 8] }), /needs Infinity bytes/],
    ['overlapping tensors', two([0, 8], [4, 12]), /\[4, 12\], but the tensor before ends at 8/],
    ['the same bytes twice', two([0, 8], [0, 8], 8), /\[0, 8\], but the tensor before ends at 8/],
    ['a hole', two([0, 8], [16, 24], 24), /\[16, 24\], but the tensor before ends at 8/],
    ['offsets in reverse', one({ ...F64, data_offsets: [8, 0] }), /offsets/],
    ['bytes that nobody owns', one({ ...F64, data_offsets: [0, 8] }, 9), /8 bytes of data, but the file holds 9/],
    ['too few bytes', one({ ...F64, data_offsets: [0, 8] }, 7), /8 bytes of data, but the file holds 7/],
    [
      'an I64 that no number holds',
      one({ dtype: 'I64', shape: [1], data_offsets: [0, 8] }).map((b, i, all) => (i === all.length - 1 ? 0x7f : b)),
      /9151314442816847872/,
    ],
  ])('%s is refused with both values', (_, bytes, says) => {
    const read = decode(bytes)
    expect(E.isLeft(read) && read.left.message).toMatch(says)
  })

  it('a shape that does not fit its data, an inexact I64 and a tensor named __metadata__ cannot be written', () => {
    const refused = (key: string, s: Stored) => {
      const e = encode({ tensors: new Map([[key, s]]), metadata: new Map() })
      return E.isLeft(e) ? `${e.left.path.join()}: ${e.left.message}` : 'written'
    }
    expect(refused('w', { dtype: 'U8', shape: [2], data: Uint8Array.of(1) })).toMatch(/w: .*\[2\], but 1 values/)
    expect(refused('w', { dtype: 'I64', shape: [1], data: Float64Array.of(0.5) })).toMatch(/w: .*0\.5/)
    expect(refused('__metadata__', { dtype: 'U8', shape: [1], data: Uint8Array.of(1) })).toMatch(/free text/)
  })
})

const golden = '../shared/goldens/detections.safetensors'
describe.skipIf(!existsSync(golden))('safetensors written elsewhere (needs ../shared/goldens)', () => {
  it('detections.safetensors holds 100 boxes an image, each with a score and a label', () => {
    const { tensors } = right(decode(readFileSync(golden)))
    expect([...tensors.keys()].sort()).toEqual(['boxes.0', 'boxes.1', 'labels.0', 'labels.1', 'scores.0', 'scores.1'])
    expect(tensors.get('boxes.0')).toMatchObject({ dtype: 'F64', shape: [100, 4] })
    expect(tensors.get('labels.1')?.data.every((v) => Number.isInteger(v) && v >= 0 && v < 6)).toBe(true)
    const scores = [...(tensors.get('scores.0')?.data ?? [])]
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
  })
})
