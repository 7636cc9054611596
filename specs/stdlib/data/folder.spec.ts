import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { fileWithin, realFolder } from '../../../stdlib/data/folder.ts'
import { trainingOn } from '../../cli/training/training-on.ts'
import { categories, image } from './formats/coco/cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'folder-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('files of a data set', () => {
  const images = join(folder, 'images')
  mkdirSync(join(images, 'sub'), { recursive: true })
  mkdirSync(join(folder, 'images-too'))
  for (const file of ['images/1.png', 'images/sub/2.png', 'secret.png', 'images-too/1.png']) writeFileSync(join(folder, file), '')
  symlinkSync(join(folder, 'secret.png'), join(images, 'link.png'))
  symlinkSync(join(images, '1.png'), join(images, 'alias.png'))
  const annotations = join(folder, 'a.json')
  const write = (file: string, names: readonly string[]): string => {
    writeFileSync(join(folder, file), JSON.stringify({ images: names.map((n, i) => image(i, n)), annotations: [], categories }))
    return join(folder, file)
  }
  /** Why training refuses it; nothing where it does not. */
  const refusedOf = async (path: string, at = images) => {
    const valid = { path: write('valid.json', ['1.png']), images }
    const splits = await trainingOn('coco', categories, { path, images: at }, valid)
    return E.isLeft(splits) ? splits.left : undefined
  }
  const read = (...names: readonly string[]) => refusedOf(write('a.json', names))

  it('lie in its folder, in folders inside it, or over links that stay inside', async () => {
    for (const name of ['1.png', 'sub/2.png', 'sub/../1.png', 'alias.png']) expect([name, await read(name)]).toEqual([name, undefined])
  })

  it.each([
    '../secret.png',
    '../images-too/1.png',
    join(folder, 'secret.png'),
    join(images, '1.png'),
    'link.png',
    '.',
    'sub/../../secret.png',
    '..',
  ])('must not leave it: %s', async (name) => {
    const found = await read('1.png', name)
    // A link is followed when the file is looked for.
    const place = name === 'link.png' ? [name] : ['images', '1', 'file_name']
    expect([found?.code, found?.path]).toEqual(['data: file outside its folder', [annotations, ...place]])
  })

  it('must exist: the file is named', async () => {
    for (const name of ['3.png', 'a\u0000b.png', 'sub/2.png/x']) {
      const found = await read('1.png', name)
      expect([found?.code, found?.path]).toEqual(['data: missing image', [annotations, name]])
    }
  })

  it('are regular: a folder, and a pipe that nobody writes to, are refused', async () => {
    execFileSync('mkfifo', [join(images, 'pipe.png')])
    const real = await realFolder(images)()
    if (E.isLeft(real)) throw new Error('no folder')
    for (const name of ['sub', 'pipe.png']) {
      const found = await fileWithin(real.right)(name)()
      expect(E.isLeft(found) && found.left.code).toBe('file: no file')
    }
  })

  it('missing annotations and a missing folder are issues', async () => {
    expect((await refusedOf(join(folder, 'none.json')))?.code).toBe('data: annotations cannot be read')
    await read('1.png')
    expect((await refusedOf(annotations, join(folder, 'none')))?.code).toBe('data: no such folder')
  })
})
