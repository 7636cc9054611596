import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { onePart, type OneOptions } from '../../../cli/data/one-part.ts'
import { files } from '../../stdlib/data/check/folder.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-one-part-'))
afterAll(() => rmSync(root, { recursive: true }))

const json = '{"images": [], "annotations": [], "categories": []}'

const one = async (held: Readonly<Record<string, string>>, o: OneOptions = {}): Promise<string> => {
  const folder = mkdtempSync(join(root, 'set-'))
  await files(folder, held)
  const found = await onePart(folder, o)()
  return E.isLeft(found)
    ? `${found.left.code}: ${found.left.hint.replaceAll(folder, '')}`
    : `${found.right.format} ${relative(folder, found.right.place.path)}`
}

describe('the one data set at a path', () => {
  it('is the folder itself where its annotations are text', async () => {
    expect(await one({ 'labels/a.txt': '0 .5 .5 .1 .1', 'images/a.png': '' })).toBe('yolo ')
  })
  it('is the one JSON of a folder', async () => {
    expect(await one({ 'instances_val2017.json': json })).toBe('coco instances_val2017.json')
    expect(await one({ 'annotations/instances_val2017.json': json })).toBe('coco annotations/instances_val2017.json')
  })
  it('is to be named where a folder has several, or none', async () => {
    expect(await one({ 'train.json': json, 'valid.json': json })).toBe('data: which split: name one, such as `--split train`')
    expect(await one({ 'a.dat': '' })).toContain('data: unknown format: name it: ')
  })
  it('is what the option says, which is named where it is wrong', async () => {
    expect(await one({ 'train.json': json }, { from: 'cooc' })).toBe('data: format: did you mean `coco`?')
  })
})
