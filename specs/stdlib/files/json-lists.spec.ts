import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import { newLists } from '../../../stdlib/files/json-lists.ts'

interface Read {
  readonly lists: Readonly<Record<string, readonly unknown[]>>
  readonly values: Readonly<Record<string, unknown>>
}

/** Reads a text that comes in pieces of this many bytes. */
const read = (text: string | Uint8Array, size: number): E.Either<Issue, Read> => {
  const found = new Map<string, unknown[]>()
  const lists = newLists('a.json', (key, first, records) => {
    const own = found.get(key) ?? []
    expect(first).toBe(own.length)
    found.set(key, [...own, ...records])
  })
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += size) {
    const pushed = lists.push(bytes.subarray(at, at + size))
    if (E.isLeft(pushed)) return pushed
  }
  return E.map(
    ({ lists: counts, values }: { readonly lists: ReadonlyMap<string, number>; readonly values: ReadonlyMap<string, unknown> }) => {
      for (const [key, count] of counts) expect(found.get(key)?.length ?? 0).toBe(count)
      return {
        lists: Object.fromEntries([...counts.keys()].map((key) => [key, found.get(key) ?? []])),
        values: Object.fromEntries(values),
      }
    },
  )(lists.end())
}

const wanted = (value: unknown): Read => {
  if (Array.isArray(value)) return { lists: { '': value }, values: {} }
  if (typeof value !== 'object' || value === null) return { lists: {}, values: { '': value } }
  const entries = Object.entries(value)
  return {
    lists: Object.fromEntries(entries.filter(([, v]) => Array.isArray(v))),
    values: Object.fromEntries(entries.filter(([, v]) => !Array.isArray(v))),
  }
}

const documents = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.array(fc.jsonValue({ maxDepth: 2 })).map((v) => JSON.stringify(v, null, 2)),
  fc
    .dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.array(fc.jsonValue({ maxDepth: 1 })), fc.jsonValue({ maxDepth: 1 })))
    .map((v) => ` \n${JSON.stringify(v, null, 1)}\n`),
)
const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(1e6))

describe('lists of a JSON document', () => {
  it('are what JSON.parse reads, however the text is cut', () =>
    fc.assert(
      fc.property(documents, sizes, (text, size) => {
        expect(read(text, size)).toEqual(E.right(wanted(JSON.parse(text))))
      }),
      { numRuns: 400 },
    ))

  it('are refused where JSON.parse refuses the text, and only there', () =>
    fc.assert(
      fc.property(
        documents,
        sizes,
        fc.nat(),
        fc.constantFrom('', ',', '[', ']', '{', '}', '"', ':', '1', ' ', 'x', '\\', '//'),
        (text, size, where, insert) => {
          const at = where % (text.length + 1)
          // Half of a pair that a cut leaves is not text.
          const changed = new TextDecoder().decode(
            new TextEncoder().encode(text.slice(0, at) + insert + text.slice(insert === '' ? at + 1 : at)),
          )
          const parsed = E.tryCatch((): unknown => JSON.parse(changed), String)
          const got = read(changed, size)
          if (E.isLeft(parsed)) expect([changed, got._tag]).toEqual([changed, 'Left'])
          else if (E.isRight(got)) expect(got.right).toEqual(wanted(parsed.right))
          // JSON.parse takes the last of two equal keys; here a list that is there twice is refused.
          else expect(got.left.message).toMatch(/is there twice/)
        },
      ),
      { numRuns: 1500 },
    ))

  it('may begin with a byte order mark, and need not be UTF-8', () => {
    expect(read('\uFEFF[1]', 2)).toEqual(E.right({ lists: { '': [1] }, values: {} }))
    expect(read(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), 1)).toEqual(E.right({ lists: { '': ['\uFFFD'] }, values: {} }))
  })

  it('say on which line, and in which record of which list, a text stops being JSON', () => {
    const text = `{"images": [1],\n"annotations": [\n{"a": 1},\n{"a": 2,}\n]}`
    for (const size of [1, 7, 1000]) {
      const got = read(text, size)
      expect(E.isLeft(got) && [got.left.path, got.left.evidence[0]]).toEqual([
        ['a.json', 'annotations', '1'],
        ['line', '4'],
      ])
      const short = read(text.slice(0, 40), size)
      expect(E.isLeft(short) && [short.left.message, short.left.path, short.left.evidence[0]]).toEqual([
        'the file ends within a record or a list',
        ['a.json', 'annotations', '0'],
        ['line', '3'],
      ])
    }
  })

  it('refuse a list that is there twice, whose records would be taken twice', () => {
    for (const size of [1, 1000])
      expect(read('{"a": [1], "b": 2, "a": [3]}', size)).toMatchObject(E.left({ message: 'the key `a` is there twice' }))
  })

  it('refuse a record without end before it fills the memory', () => {
    const lists = newLists('a.json', () => undefined)
    lists.push(new TextEncoder().encode('["'))
    const part = new Uint8Array(2 ** 23).fill(0x61)
    const pushed = Array.from({ length: 9 }, () => lists.push(part)).find(E.isLeft)
    expect(pushed !== undefined && E.isLeft(pushed) && pushed.left.message).toMatch(/longer than 64 MiB/)
  })
})
