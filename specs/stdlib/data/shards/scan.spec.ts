import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { scanTar } from '../../../../stdlib/data/shards/scan.ts'
import { END, member, type Raw, record, tar } from './tars.ts'

const folder = mkdtempSync(join(tmpdir(), 'scan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'a.tar')
const scanned = async (bytes: Uint8Array) => {
  writeFileSync(path, bytes)
  return scanTar(path)()
}
/** Each file with its content. */
const filesOf = async (bytes: Uint8Array) => {
  const found = await scanned(bytes)
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right.map(({ name, offset, size }) => [name, Buffer.from(bytes.subarray(offset, offset + size)).toString()])
}
const issueOf = async (bytes: Uint8Array) => {
  const found = await scanned(bytes)
  if (E.isRight(found)) throw new Error('no issue')
  return found.left
}

const long = `${'folder/'.repeat(20)}picture.png`

describe('the files of a tar are told by its headers', () => {
  it('ustar with the front of a long name, and V7', async () => {
    const front = `${'f/'.repeat(60)}f`
    expect(
      await filesOf(tar({ front, name: 'a.png', content: 'A' }, { name: './b//c.png', magic: '', type: '\0', content: 'BB' })),
    ).toEqual([
      [`${front}/a.png`, 'A'],
      ['b/c.png', 'BB'],
    ])
  })

  it('pax: a path and a size of the next file, and what is said of all', async () => {
    const records = record('mtime', '1.5') + record('path', 'ü.png') + record('size', '3')
    const size = '00000000000\0'
    const next = Buffer.concat([member({ size }), Buffer.from('abc'), new Uint8Array(509)])
    const all = Buffer.concat([
      member({ type: 'g', content: record('comment', 'x') }),
      member({ type: 'x', content: records }),
      next,
      member({ name: 'b.png', content: 'b' }),
      END,
    ])
    expect(await filesOf(all)).toEqual([
      ['ü.png', 'abc'],
      ['b.png', 'b'],
    ])
  })

  it('pax before GNU: a size that is said of the next file is not that of the long name between them', async () => {
    const name = { type: 'L', content: `${long}\0` }
    const content = 'x'.repeat(600)
    const next = Buffer.concat([member({ size: '00000000000\0' }), Buffer.from(content), new Uint8Array(424)])
    const all = Buffer.concat([
      member({ type: 'x', content: record('size', '600') }),
      member(name),
      next,
      member({ name: 'b.png', content: 'b' }),
      END,
    ])
    expect(await filesOf(all)).toEqual([
      [long, content],
      ['b.png', 'b'],
    ])
  })

  it('GNU: a long name, a size in bits, and no front where GNU has times', async () => {
    const size = Uint8Array.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2])
    const magic = 'ustar  \0'
    expect(
      await filesOf(
        tar({ type: 'L', content: `${long}\0`, magic }, { content: 'hi', size, magic, front: '12345670' }, { content: 'x', magic }),
      ),
    ).toEqual([
      [long, 'hi'],
      ['a.png', 'x'],
    ])
  })

  it('folders are no files', async () => {
    expect(await filesOf(tar({ type: '5', name: 'f/' }, { name: 'g/', magic: '' }, { name: 'f/a.png', content: 'a' }))).toEqual([
      ['f/a.png', 'a'],
    ])
  })

  const written = join(folder, 'written')
  const names = ['a.png', 'sub/b.png', `${'long/'.repeat(30)}ü.png`]
  names.forEach((name, i) => {
    mkdirSync(join(written, name, '..'), { recursive: true })
    writeFileSync(join(written, name), 'x'.repeat(i * 511))
  })
  it.each(['ustar', 'pax', 'gnu'])('as tar itself writes %s', async (format) => {
    // ustar takes no name whose parts are longer than 155 and 100 bytes.
    execFileSync('tar', ['-C', written, `--format=${format}`, '-cf', path, '.'])
    const found = await filesOf(readFileSync(path))
    expect(new Map(found.map(([name = '', text = '']) => [name, text.length]))).toEqual(new Map(names.map((name, i) => [name, i * 511])))
  })
})

const cases: readonly (readonly [what: string, bytes: Uint8Array, says: string, at: number])[] = [
  ['nothing', new Uint8Array(0), 'this file ends before', 0],
  ['text', Buffer.from('no tar '.repeat(100)), 'this is no tar', 0],
  ['an absolute name', tar({}, { name: '/etc/passwd' }), 'it is absolute', 512],
  ['a drive', tar({ name: 'C:\\a.png' }), 'it is absolute', 0],
  ['..', tar({ name: '../a.png' }), 'it leaves its folder', 0],
  ['.. inside', tar({ name: 'a/../../b.png' }), 'it leaves its folder', 0],
  ['.. of Windows', tar({ name: 'a\\..\\..\\b.png' }), 'it leaves its folder', 0],
  ['.. in a pax path', tar({ type: 'x', content: record('path', '../a.png') }, {}), 'it leaves its folder', 1024],
  ['.. in a long name', tar({ type: 'L', content: '../a.png\0' }, {}), 'it leaves its folder', 1024],
  ['a NUL in a pax path', tar({ type: 'x', content: record('path', 'a\0.png') }, {}), 'it holds a NUL', 1024],
  ['no name', tar({ name: '' }), 'it names no file', 0],
  ['a name that is no UTF-8', tar({ front: '', name: 'a' }, { type: 'L', content: Uint8Array.of(0xff, 0xfe) }, {}), 'UTF-8', 512],
  ['a symbolic link', tar({ type: '2' }), 'a symbolic link', 0],
  ['a hard link', tar({ type: '1' }), 'a hard link', 0],
  ['a device', tar({ type: '3' }), 'a device', 0],
  ['a pipe', tar({ type: '6' }), 'a pipe', 0],
  ['a sparse file', tar({ type: 'S' }), 'a sparse file', 0],
  ['a sparse file of pax', tar({ type: 'x', content: record('GNU.sparse.major', '1') }, {}), 'sparse', 0],
  ['an unknown type', tar({ type: 'Q' }), 'unknown type "Q"', 0],
  ['a name twice', tar({ content: 'a' }, { name: 'b.png' }, { name: './a.png' }), 'at byte 512 too', 1536],
  ['a wrong sum', tar({ sum: '000001\0 ' }), 'this is no tar', 0],
  ['a wrong sum later', tar({}, { sum: '000001\0 ' }), 'the sum of a header', 512],
  ['a size beyond the end', tar({ size: '77777777777\0' }), 'a member ends before its shard', 0],
  ['a size of 2^62', tar({ size: Uint8Array.from([0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]) }), 'from 0 to 2^53', 0],
  ['a size below 0', tar({ size: Uint8Array.from({ length: 12 }, () => 0xff) }), 'from 0 to 2^53', 0],
  ['a size that is no number', tar({ size: 'twelve' }), 'octal digits', 0],
  ['a pax size of 2^40', tar({ type: 'x', content: record('size', String(2 ** 40)) }, {}), 'a member ends before its shard', 1024],
  ['a pax size that is no number', tar({ type: 'x', content: record('size', '-1') }, {}), 'a whole number', 0],
  ['a pax path for all', tar({ type: 'g', content: record('path', 'a') }, {}), 'a record for all', 0],
  ['a pax record that is cut', tar({ type: 'x', content: '99 path=a\n' }, {}), 'LENGTH KEY=VALUE', 0],
  ['a pax record without a length', tar({ type: 'x', content: 'path=a\n' }, {}), 'LENGTH KEY=VALUE', 0],
  ['a pax record of length 0', tar({ type: 'x', content: '0 a=b\n' }, {}), 'LENGTH KEY=VALUE', 0],
  ['a long name without end', tar({ type: 'L', content: 'a/'.repeat(4096) }, {}), 'at most 4096 bytes', 0],
  ['a folder with bytes', tar({ type: '5', content: 'a' }), 'a folder has no bytes', 0],
  ['no end', member({}), 'this one is cut', 512],
  ['half an end', Buffer.concat([member({}), new Uint8Array(512)]), 'but this one with one', 512],
  ['archives joined', Buffer.concat([tar({}), tar({ name: 'b.png' })]), 'nothing follows the end', 1536],
]

describe('what should not be in a tar is an issue with the byte', () => {
  it.each(cases)('%s', async (_, bytes, says, at) => {
    const found = await issueOf(bytes)
    expect([found.code, found.path]).toEqual(['shard: broken', [path, `byte ${at}`]])
    expect(found.message).toContain(says)
  })

  it('compressed: what to do is told', async () => {
    const found = await issueOf(gzipSync(tar({})))
    expect([found.code, found.message.includes('gzip'), found.hint.includes('unpack')]).toEqual(['shard: compressed', true, true])
  })

  it('a header that says 2^40 bytes takes no memory for them, even where the file is that large', async () => {
    writeFileSync(path, member({ size: Uint8Array.from([0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]) }))
    truncateSync(path, 2 ** 40 + 2048)
    const found = await scanTar(path)()
    truncateSync(path, 0)
    expect(E.isRight(found) && found.right).toEqual([{ name: 'a.png', offset: 512, size: 2 ** 40 }])
  })
})

const raw: fc.Arbitrary<Raw> = fc.record(
  {
    name: fc.string({ maxLength: 8 }),
    type: fc.constantFrom('0', '5', 'x', 'L', 'g', '2'),
    content: fc.oneof(fc.string({ maxLength: 600 }), fc.constant(record('path', 'p.png')), fc.constant(record('size', '5'))),
  },
  { requiredKeys: [] },
)

describe('any bytes', () => {
  it('give files that lie in the archive, apart from each other, or an issue with path and byte', async () => {
    const changes = fc.array(fc.tuple(fc.nat(4095), fc.nat(255)), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(fc.array(raw, { maxLength: 5 }), changes, fc.option(fc.nat(6000)), async (members, changed, cut) => {
        const bytes = tar(...members)
        for (const [at, byte] of changed) if (at < bytes.length) bytes[at] = byte
        const found = await scanned(cut === null ? bytes : bytes.subarray(0, cut))
        if (E.isLeft(found)) expect(found.left.path[0]).toBe(path)
        else {
          const ends = found.right.map(({ offset, size }) => offset + size)
          found.right.forEach(({ name, offset }, i) => {
            expect(offset).toBeGreaterThanOrEqual((ends[i - 1] ?? 0) + 512)
            expect(`/${name}/`).not.toContain('/../')
          })
          expect(ends.every((end) => end <= bytes.length)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
