import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { imagesUnder } from '../../../cli/detection/images.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-images-'))
  for (const file of [
    'b.png',
    'a.JPG',
    'a/2.webp',
    'a/10.tif',
    'a/deep/1.jpeg',
    '.hidden.png',
    '.git/x.png',
    'notes.txt',
    'empty/notes.txt',
    'drawn/b.png',
  ]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
  symlinkSync(join(root, 'b.png'), join(root, 'link.png'))
  symlinkSync(root, join(root, 'a', 'loop'))
  symlinkSync(join(root, 'gone.png'), join(root, 'dangling.png'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})
const found = async (paths: readonly string[], except?: string): Promise<readonly string[]> => {
  const result = await imagesUnder(
    paths.map((path) => join(root, path)),
    except === undefined ? undefined : join(root, except),
  )()
  return E.isRight(result) ? result.right.map((file) => relative(root, file)) : result.left.map(({ code }) => code)
}

describe('the images under paths', () => {
  it('are all in the folder and the folders in it, by name; nothing hidden, no loop, no dangling link', async () => {
    expect(await found([''])).toEqual(['a/10.tif', 'a/2.webp', 'a/deep/1.jpeg', 'a.JPG', 'b.png', 'drawn/b.png', 'link.png'])
  })
  it('are in the order of the paths, each once', async () => {
    expect(await found(['b.png', 'a/deep', 'a', 'b.png'])).toEqual(['b.png', 'a/deep/1.jpeg', 'a/10.tif', 'a/2.webp'])
  })
  it('are not those that are being drawn', async () => {
    expect(await found([''], 'drawn')).not.toContain('drawn/b.png')
    expect(await found(['drawn'], 'drawn')).toEqual(['drawn/b.png'])
  })
  it('may be called anything where they are named themselves', async () => {
    expect(await found(['notes.txt'])).toEqual(['notes.txt'])
  })
  it('are missing in one issue a path', async () => {
    expect(await found(['none', 'b.png', 'empty'])).toEqual(['file: missing', 'detect: no images'])
  })
})
