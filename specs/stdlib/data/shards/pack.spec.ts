import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../../../dsl/core/issue.ts'
import { afterAll, describe, expect, it } from 'vitest'
import type { Files } from '../../../../stdlib/data/files.ts'
import { openFiles } from '../../../../stdlib/data/open-files.ts'
import { memberHeader, packShards, shardName, shardsOf } from '../../../../stdlib/data/shards/pack.ts'

const root = mkdtempSync(join(tmpdir(), 'pack-'))
afterAll(() => rmSync(root, { recursive: true }))

const right = <A>(found: E.Either<Issue, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const none = issue('none', 'no such file', '')
/** Files in memory. */
const held = (all: ReadonlyMap<string, Uint8Array>): Files => {
  const bytes = (name: string): TE.TaskEither<Issue, Uint8Array> => TE.fromNullable(none)(all.get(name))
  return {
    at: 'memory',
    bytes,
    list: () => TE.right([...all.keys()]),
    find: (name) => TE.map((b: Uint8Array) => ({ key: name, size: b.length }))(bytes(name)),
  }
}
let count = 0
const packed = async (all: ReadonlyMap<string, Uint8Array>, size: number) => {
  const folder = join(root, String(count++))
  mkdirSync(folder)
  const paths = right(await packShards({ folder, size, tell: () => undefined })(held(all), [...all.keys()])())
  return { folder, paths }
}
const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((s) => !/[/\\\0]|^\.+$/.test(s))
const name = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `n/${parts.join('/')}`)
const all = fc
  .uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { selector: ([n]) => n, maxLength: 8 })
  .map((list) => new Map(list))

describe('packing and reading back', () => {
  it('gives every file its bytes, whatever the names and the size of shards, and in whatever order they are read', async () => {
    await fc.assert(
      fc.asyncProperty(all, fc.integer({ min: 1, max: 30_000 }), async (files, size) => {
        const { folder, paths } = await packed(files, size)
        if (files.size === 0) return
        const back = right(await openFiles(folder)())
        for (const [file, bytes] of [...files].reverse()) {
          expect(right(await back.bytes(file)())).toEqual(Uint8Array.from(bytes))
          expect(right(await back.find(file)()).size).toBe(bytes.length)
        }
        expect(readdirSync(folder).sort()).toEqual(paths.map((_, i) => shardName(i)))
      }),
      { numRuns: 60 },
    )
  })

  it('packs a file once, by whatever names it is asked for', async () => {
    const folder = join(root, `${count++}`)
    mkdirSync(folder)
    const files = held(new Map([['a.png', Buffer.from('A')]]))
    const told = { n: 0 }
    right(await packShards({ folder, size: 1e6, tell: () => (told.n += 1) })(files, ['./a.png', 'a.png', './/a.png'])())
    expect(Buffer.from(right(await right(await openFiles(folder)()).bytes('a.png')())).toString()).toBe('A')
    expect(told.n).toBe(1)
  })

  it('makes the same bytes each time', async () => {
    const files = new Map(['b.png', 'a.png'].map((n) => [n, Buffer.from(n.repeat(99))]))
    const [one, two] = [await packed(files, 1), await packed(files, 1)]
    expect(one.paths.length).toBe(2)
    for (const i of [0, 1]) expect(readFileSync(one.paths[i] ?? '')).toEqual(readFileSync(two.paths[i] ?? ''))
  })

  it('makes archives that tar itself unpacks, long names and those that are not ASCII included', async () => {
    const files = new Map([`${'f/'.repeat(60)}long.png`, 'ü.png', 'plain.png'].map((n) => [n, Buffer.from(n)]))
    const { paths } = await packed(files, 1e6)
    const to = join(root, 'unpacked')
    mkdirSync(to)
    execFileSync('tar', ['-C', to, '-xf', paths[0] ?? ''])
    for (const [file, bytes] of files) expect(readFileSync(join(to, file))).toEqual(bytes)
  })
})

describe('the layout of shards', () => {
  it('keeps the order, and fills each as far as it goes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 })), fc.integer({ min: 1, max: 100 }), (sizes, most) => {
        const shards = shardsOf(sizes, most)
        const sum = (of: readonly number[]): number => of.reduce((n, i) => n + (sizes[i] ?? 0), 0)
        expect(shards.flat()).toEqual(sizes.map((_, i) => i))
        for (const [i, shard] of shards.entries()) {
          expect(shard.length === 1 || (shard.length > 1 && sum(shard) <= most)).toBe(true)
          const [next] = shards[i + 1] ?? []
          if (next !== undefined) expect(sum([...shard, next])).toBeGreaterThan(most)
        }
      }),
    )
  })

  it('shards are not larger than asked for', async () => {
    const files = new Map(Array.from({ length: 40 }, (_, i) => [`${i}.png`, new Uint8Array(i * 100)]))
    for (const path of (await packed(files, 40_960)).paths) expect(statSync(path).size).toBeLessThanOrEqual(40_960)
  })

  it('a long name costs its record', () => {
    expect([memberHeader('a', 1).length, memberHeader('a'.repeat(101), 1).length]).toEqual([512, 1536])
  })
})

describe('what cannot be packed', () => {
  it('a missing file, and a name that leaves its folder, are issues before anything is written', async () => {
    for (const [file, code] of [
      ['none.png', 'none'],
      ['../a.png', 'data: file outside its folder'],
      ['/a.png', 'data: file outside its folder'],
    ] as const) {
      const folder = join(root, `${count++}`)
      mkdirSync(folder)
      const files = held(new Map([['a.png', new Uint8Array(3)], ...(code === 'none' ? [] : [[file, new Uint8Array(1)] as const])]))
      const found = await packShards({ folder, size: 1e6, tell: () => undefined })(files, ['a.png', file])()
      expect([E.isLeft(found) && found.left.code, readdirSync(folder)]).toEqual([code, []])
    }
  })

  it('a folder that cannot be written is an issue', async () => {
    writeFileSync(join(root, 'file'), '')
    const found = await packShards({ folder: join(root, 'file'), size: 1, tell: () => undefined })(
      held(new Map([['a', new Uint8Array(1)]])),
      ['a'],
    )()
    expect(E.isLeft(found) && found.left.code).toBe('shards: cannot be written')
  })
})
