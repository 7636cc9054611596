import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { issue } from '../../../dsl/core/issue.ts'
import { makeNewFolder, type Parts, writeNewFile, writeNewFolder } from '../../../stdlib/files/afresh.ts'

const at = mkdtempSync(join(tmpdir(), 'afresh-'))
afterAll(() => rmSync(at, { recursive: true }))

const codeOf = <A>(made: E.Either<{ readonly code: string }, A>): string => (E.isLeft(made) ? made.left.code : 'written')
const files = (): readonly (readonly [string, Parts])[] => [
  ['a/b.txt', ['1', '2']],
  ['c.txt', []],
]

describe('what is written afresh', () => {
  it('is a file in a folder that is made, whole, and readable as others are', async () => {
    const path = join(at, 'new', 'file.txt')
    expect(codeOf(await writeNewFile(path, ['x', 'y'])())).toBe('written')
    expect([readFileSync(path, 'utf8'), readdirSync(join(at, 'new'))]).toEqual(['xy', ['file.txt']])
  })

  it('is a folder, new or empty, that others may read as folders here', async () => {
    mkdirSync(join(at, 'empty'))
    for (const name of ['made', 'empty']) {
      expect(codeOf(await writeNewFolder(join(at, name), files())())).toBe('written')
      expect(readFileSync(join(at, name, 'a/b.txt'), 'utf8')).toBe('12')
      expect(statSync(join(at, name)).mode).toBe(statSync(join(at, name, 'a')).mode)
    }
  })

  it.skipIf(process.platform === 'win32')('is refused, not cut short, where a part of it fits and the rest does not', () => {
    // A limit on the size of files: the first write is short, as on a disk that is almost full, and only the next fails.
    const module = new URL('../../../stdlib/files/afresh.ts', import.meta.url).href
    const code = `const { writeNewFile } = await import(${JSON.stringify(module)})
      const made = await writeNewFile(${JSON.stringify(join(at, 'large'))}, ['x'.repeat(1_000_000)])()
      console.log(made._tag === 'Left' ? made.left.code : 'written')`
    const script = join(at, 'short.mjs')
    writeFileSync(script, code)
    const run = ['-c', 'ulimit -f 64 && exec "$0" "$@"', process.execPath, '--import', 'tsx', script]
    const { stdout } = spawnSync('sh', run, { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } })
    expect([stdout.trim(), existsSync(join(at, 'large'))]).toEqual(['output: cannot be written', false])
  })

  it('never takes the place of a file, a link, or a folder with something in it', async () => {
    writeFileSync(join(at, 'file'), 'mine')
    mkdirSync(join(at, 'full'))
    writeFileSync(join(at, 'full', 'file'), 'mine')
    symlinkSync(join(at, 'nowhere'), join(at, 'link'))
    mkdirSync(join(at, 'hollow'))
    for (const name of ['file', 'full', 'link']) {
      expect(codeOf(await writeNewFile(join(at, name), ['x'])())).toBe('output: something is there')
      expect(codeOf(await writeNewFolder(join(at, name), files())())).toBe('output: something is there')
    }
    expect(codeOf(await writeNewFile(join(at, 'hollow'), ['x'])())).toBe('output: something is there')
    expect(readFileSync(join(at, 'file'), 'utf8') + readFileSync(join(at, 'full', 'file'), 'utf8')).toBe('minemine')
    expect(existsSync(join(at, 'nowhere'))).toBe(false)
  })

  it('is told by the path that the user knows, whatever fails on the way', async () => {
    const path = join(at, 'told')
    const failing = (folder: string) =>
      Promise.resolve(
        E.left(issue('full', `no room in ${folder}`, 'make room', { path: [join(folder, 'a.tar')], evidence: [['on disk', folder]] })),
      )
    expect(await makeNewFolder(path, failing)()).toMatchObject(
      E.left({ message: `no room in ${path}`, path: [join(path, 'a.tar')], evidence: [['on disk', path]] }),
    )
    const thrown = await makeNewFolder(path, (folder) => Promise.reject(new Error(`EIO: ${folder}`)))()
    expect(thrown).toMatchObject(E.left({ code: 'output: cannot be written', message: `EIO: ${path}` }))
  })

  it('says what is wrong with a place that takes nothing', async () => {
    writeFileSync(join(at, 'plain'), '')
    const told = async (path: string) => {
      const made = await writeNewFile(path, ['x'])()
      return E.isLeft(made) ? `${made.left.code}: ${made.left.message}` : 'written'
    }
    expect(await told(join(at, 'plain', 'below'))).toMatch(/^output: cannot be written: .*plain: .* it is no folder$/)
    expect(await told(`${join(at, 'name')}/`)).toMatch(/^output: cannot be written: a file is to be written, but/)
    expect(await told('')).toBe('output: cannot be written: the destination has no name')
    if (existsSync('/proc/self')) expect(await told('/proc/file')).toContain('/proc takes no new files')
  })

  it('is nothing at all where it fails on the way', async () => {
    function* broken(): Generator<readonly [string, Parts]> {
      yield ['a.txt', ['1']]
      yield ['a\u0000b.txt', ['1']]
    }
    expect(codeOf(await writeNewFolder(join(at, 'broken'), broken())())).toBe('output: cannot be written')
    expect(codeOf(await writeNewFile(join(at, 'file', 'below'), ['x'])())).not.toBe('written')
    expect(readdirSync(at).filter((name) => name.startsWith('broken') || name.includes('.part'))).toEqual([])
  })
})
