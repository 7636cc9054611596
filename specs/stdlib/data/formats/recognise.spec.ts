import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { detectFormat, textFormat } from '../../../../stdlib/data/formats/recognise.ts'
import { folderOf } from './reading.ts'

const detected = async (files: Readonly<Record<string, string>>, path = '.'): Promise<string> => {
  const at = folderOf(files)
  const found = await detectFormat(join(at, path))()
  rmSync(at, { recursive: true })
  return E.isRight(found) ? found.right : `${found.left.code}, ${found.left.hint.replaceAll(at, '')}`
}
const json = (...words: readonly string[]): string => `{"images": [], "annotations": [{${words.map((word) => `"${word}": 1`).join(', ')}}]}`

describe('the format', () => {
  it.each([
    ['0 0 1 0 1 1 0 1 ship 0', 'dota'],
    ['imagesource:GF', 'dota'],
    ['1,2,3,4,1,4,0,0,', 'visdrone'],
    ['0 0.5 0.5 0.1 0.1', 'yolo'],
    ['<?xml version="1.0"?>', 'voc'],
    ['<annotation>', 'voc'],
    ['ship', undefined],
    ['', undefined],
  ])('of a file that begins with %s is %s', (line, format) => {
    expect(textFormat(line)).toBe(format)
  })
  it('of a JSON is told by its keys, wherever they stand', async () => {
    const far = ' '.repeat(3_000_000)
    expect(await detected({ 'a.json': json() }, 'a.json')).toBe('coco')
    expect(await detected({ 'a.json': `${far}${json('uncertain')}` }, 'a.json')).toBe('seaperson')
    expect(await detected({ 'a.json': `${json('uncertain')}${far}"sea_person"` }, 'a.json')).toBe('tinyperson')
    expect(await detected({ 'a.json': `${json()}"wind-mill"` }, 'a.json')).toBe('aitod')
  })
  it('of a folder is that of its first file that says something', async () => {
    expect(await detected({ 'classes.txt': 'ship', 'labels/a.txt': '', 'labels/b.txt': '0 .5 .5 .1 .1' })).toBe('yolo')
    expect(await detected({ 'annotations/a.txt': '1,2,3,4,1,4,0,0', 'images/a.jpg': '' })).toBe('visdrone')
  })
  it('of a folder that holds several is told by nobody', async () => {
    const dota = { 'a/x.txt': '0 0 1 0 1 1 0 1 ship 0' }
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`a/${String(i)}.txt`, '0 0 1 0 1 1 0 1 ship 0']))
    expect(await detected({ ...dota, 'b/x.txt': '1,2,3,4,1,4,0,0,' })).toContain('--from dota or --from visdrone')
    expect(await detected({ ...many, 'b/x.txt': '1,2,3,4,1,4,0,0,' })).toContain('--from dota or --from visdrone')
    expect(await detected({ ...dota, 'c/train.json': json() })).toContain('--from dota or --from coco')
    expect(await detected({ ...dota, 'c/settings.json': '{"names": []}', 'c/read.txt': 'hello' })).toBe('dota')
  })
  it('that cannot be told is asked for', async () => {
    expect(await detected({ 'a.txt': 'hello' })).toContain('data: unknown format, name it: one of coco, aitod,')
    expect(await detected({ 'annotations/instances.json': json() })).toContain('name the file: ')
    expect(await detected({}, 'nowhere')).toContain('data: annotations cannot be read')
    expect(await detected({ 'a.dat': 'x' }, 'a.dat')).toContain('data: unknown format')
  })
})
