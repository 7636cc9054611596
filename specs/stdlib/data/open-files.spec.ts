import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { afterAll, describe, expect, it } from 'vitest'
import { openFiles } from '../../../stdlib/data/open-files.ts'
import { filesInShards, indexShards } from '../../../stdlib/data/shards/shards.ts'
import { tar } from './shards/tars.ts'

const root = mkdtempSync(join(tmpdir(), 'open-files-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A folder with these files. */
const folder = (name: string, files: Readonly<Record<string, string | Uint8Array>>): string => {
  mkdirSync(join(root, name), { recursive: true })
  for (const [file, content] of Object.entries(files)) writeFileSync(join(root, name, file), content)
  return join(root, name)
}
const read = async (place: string, name: string) => {
  const found = await pipe(
    openFiles(place),
    TE.chain((files) => files.bytes(name)),
  )()
  return E.isLeft(found) ? found.left.code : Buffer.from(found.right).toString()
}

const a = { name: 'a.png', content: 'A' }
const b = { name: 'f/b.png', content: 'B' }
const shards = folder('shards', { '000000.tar': tar(a), '000001.tar': tar(b), 'README.txt': 'none' })

describe('files are read from', () => {
  it('a folder of images, even where a tar lies among them', async () => {
    expect(await read(folder('images', { 'a.png': 'other', 'all.tar': tar(a) }), 'a.png')).toBe('other')
  })
  it('a folder of shards', async () => {
    expect([await read(shards, 'a.png'), await read(shards, 'f/b.png'), await read(shards, 'f/../f/./b.png')]).toEqual(['A', 'B', 'B'])
  })
  it('one shard', async () => {
    expect(await read(join(shards, '000001.tar'), 'f/b.png')).toBe('B')
    expect(await read(join(shards, '000001.tar'), 'a.png')).toBe('data: missing image')
  })
})

describe('a shard', () => {
  it('that is written to while it is in use is refused, also where it is as long as before', async () => {
    const place = folder('changing', { '0.tar': tar(a) })
    const files = await openFiles(place)()
    if (E.isLeft(files)) throw new Error(files.left.message)
    expect(E.isRight(await files.right.bytes('a.png')())).toBe(true)
    writeFileSync(join(place, '0.tar'), tar({ name: 'z.png', content: 'A' }))
    utimesSync(join(place, '0.tar'), 1, 1)
    expect(await files.right.bytes('a.png')()).toMatchObject(E.left({ code: 'shards: changed' }))
  })
})

describe('names', () => {
  it.each(['../shards/a.png', '/a.png', '..', 'f/../../a.png', join(shards, 'a.png')])(
    'that leave shards are refused: %s',
    async (name) => {
      expect(await read(shards, name)).toBe('data: file outside its folder')
    },
  )
  it.each(['none.png', '', '.', 'f', 'a.png/', '__proto__', 'a.png\0'])('that no shard holds are missing: %j', async (name) => {
    expect(await read(shards, name)).toBe('data: missing image')
  })
})

describe('shards that are refused', () => {
  it('where a file is in two of them: both are named', async () => {
    const found = await openFiles(folder('twice', { '0.tar': tar(a), '1.tar': tar(b, a) }))()
    expect(E.isLeft(found) && [found.left.code, found.left.message]).toEqual([
      'shards: a file twice',
      'each file is in one shard, but "a.png" in 0.tar and 1.tar',
    ])
  })
  it('compressed ones', async () => {
    expect(await read(folder('gz', { '0.tar.gz': Uint8Array.of(0x1f, 0x8b, 8, 0) }), 'a.png')).toBe('shard: compressed')
    expect(await read(folder('mixed', { '0.tar': tar(a), '1.tgz': Uint8Array.of(0x1f, 0x8b, 8, 0) }), 'a.png')).toBe('shard: compressed')
  })
  it('a link to a tar elsewhere, and a pipe', async () => {
    const elsewhere = folder('elsewhere', { 'secret.tar': tar(a) })
    symlinkSync(join(elsewhere, 'secret.tar'), join(folder('linked', {}), '0.tar'))
    expect(await read(join(root, 'linked'), 'a.png')).toBe('data: file outside its folder')
    execFileSync('mkfifo', [join(folder('pipe', {}), '0.tar')])
    expect(await read(join(root, 'pipe'), 'a.png')).toBe('file: no file')
  })
  it('a place that is not there', async () => {
    expect(await read(join(root, 'none'), 'a.png')).toBe('data: no such folder')
    expect(await read(join(root, 'none.tar'), 'a.png')).toBe('data: missing image')
  })
  it('one that is written to while it is in use', async () => {
    const path = join(folder('changing', { '0.tar': tar(a) }), '0.tar')
    const opened = await openFiles(join(root, 'changing'))()
    if (E.isLeft(opened)) throw new Error('not opened')
    expect(E.isRight(await opened.right.bytes('a.png')())).toBe(true)
    appendFileSync(path, 'more')
    const found = await opened.right.bytes('a.png')()
    expect(E.isLeft(found) && found.left.code).toBe('shards: changed')
  })
})

describe('the index of shards', () => {
  it('is plain data that a worker can be sent: the files are the same', async () => {
    const index = await indexShards('shards', [join(shards, '000000.tar'), join(shards, '000001.tar')])()
    if (E.isLeft(index)) throw new Error('no index')
    const sent = filesInShards(structuredClone(index.right))
    const found = await sent.bytes('f/b.png')()
    expect(E.isRight(found) && Buffer.from(found.right).toString()).toBe('B')
    expect(readFileSync(join(shards, '000001.tar')).subarray(index.right.files.get('f/b.png')?.offset)[0]).toBe(66)
  })
})
