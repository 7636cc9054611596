import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { fileWithin, realFolder } from '../../../stdlib/data/folder.ts'
import { readSamples } from '../../../stdlib/data/formats/samples.ts'
import { categories, image, left, right } from './formats/coco/cases.ts'

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
  const read = (...names: readonly string[]) => {
    writeFileSync(annotations, JSON.stringify({ images: names.map((n, i) => image(i, n)), annotations: [], categories }))
    return readSamples('coco')({ path: annotations, images })()
  }

  it('lie in its folder, in folders inside it, or over links that stay inside', async () => {
    expect(right(await read('1.png', 'sub/2.png', 'sub/../1.png', 'alias.png')).samples.length).toBe(4)
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
    const found = left(await read('1.png', name))
    expect([found.code, found.path]).toEqual(['data: file outside its folder', [annotations, 'images', '1', 'file_name']])
  })

  it('must exist: the record is named', async () => {
    for (const name of ['3.png', 'a\u0000b.png', 'sub/2.png/x']) {
      const found = left(await read('1.png', name))
      expect([found.code, found.path]).toEqual(['data: missing image', [annotations, 'images', '1', 'file_name']])
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
    expect(left(await readSamples('coco')({ path: join(folder, 'none.json'), images })()).code).toBe('data: annotations cannot be read')
    await read('1.png')
    expect(left(await readSamples('coco')({ path: annotations, images: join(folder, 'none') })()).code).toBe('data: no such folder')
  })
})
