import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locatedIn, sharedFiles } from '../../../../stdlib/data/loading/shared-files.ts'
import type { Slice } from '../../../../stdlib/data/shards/shards.ts'

const slice: fc.Arbitrary<Slice> = fc.record({ shard: fc.nat(3), offset: fc.maxSafeInteger().map(Math.abs), size: fc.nat() })
/** Short names of few letters, so that some are asked for that are not there, and some begin others. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\u{1f41f}'), maxLength: 4 })

describe('where files lie, in shared memory', () => {
  it('of shards is the same for each name, and nothing for others', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(name, slice)), fc.array(name), (entries, others) => {
        const files = new Map(entries)
        const index = { at: 'shards', shards: [{ path: 'shards/0.tar', bytes: 10, changed: 1.5 }], files }
        const located = locatedIn(structuredClone(sharedFiles({ kind: 'shards', index })))
        if (located.kind !== 'shards') throw new Error('a folder')
        const { files: found, ...rest } = located.index
        expect(rest).toEqual({ at: index.at, shards: index.shards })
        expect(found.size).toBe(files.size)
        expect([...found.keys()]).toEqual([...files.keys()].sort())
        for (const asked of [...files.keys(), ...others]) expect(found.get(asked)).toEqual(files.get(asked))
      }),
    ))
  it('of a folder is the folder', () => {
    expect(locatedIn(sharedFiles({ kind: 'folder', folder: 'images' }))).toEqual({ kind: 'folder', folder: 'images' })
  })
})
