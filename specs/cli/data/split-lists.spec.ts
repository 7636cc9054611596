import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { convert } from '../../../cli/data/convert.ts'
import { shard } from '../../../cli/data/shard.ts'
import { evaluateFiles } from '../../../cli/evaluate.ts'
import { files } from '../../stdlib/data/check/folder.ts'
import { called, json, png } from './checked.ts'
import { codeOf, covered, inspected } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-split-lists-'))
afterAll(() => rmSync(root, { recursive: true }))
const at = (name: string): string => join(root, name)

const object = '<object><name>ship</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>'
const annotation = (count: number): string =>
  `<annotation><size><width>20</width><height>10</height></size>${object.repeat(count)}</annotation>`

/** Four images with 1 to 4 ships, of which the last is in no list. */
await files(at('voc'), {
  ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name, i) => [`Annotations/${name}.xml`, annotation(i + 1)])),
  ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name, i) => [`JPEGImages/${name}.png`, png(i)])),
  'ImageSets/Main/train.txt': 'b\na\n',
  'ImageSets/Main/val.txt': 'c\n',
  'ImageSets/Main/trainval.txt': 'a\nb\nc\n',
  'ImageSets/Main/ship_val.txt': 'c 1\n',
  'ImageSets/Main/none.txt': '\n',
  'ImageSets/Main/few.txt': 'a\nb\nc\nz\n',
})

const io = { out: () => undefined, warn: () => undefined, err: () => undefined, live: false, now: () => 0 }
const boxes = (file: string): readonly number[] => {
  const { images, annotations } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly images: readonly unknown[]
    readonly annotations: readonly unknown[]
  }
  return [images.length, annotations.length]
}

describe('splits by lists', () => {
  it('are parts of their own in check, which tells what is in none', async () => {
    const whole = await json(at('voc'), { images: false })
    expect(whole.splits.map(({ name, images }) => `${name} ${images}`)).toEqual(['train 2', 'val 1', 'few 3', 'none 0'])
    const lists = whole.faults.filter(({ kind }) => kind.includes('list'))
    expect(lists.map(({ severity, split, kind, path }) => [severity, split, kind, path.at(-1)?.replace(at('voc/'), '')].join(' '))).toEqual(
      ['fatal none empty list ImageSets/Main/none.txt', 'wrong few listed without annotations 4', 'odd train in no list Annotations'],
    )
    const one = await json(at('voc'), { images: false, split: 'val' })
    expect([one.splits.map(({ name, boxes: n }) => `${name} ${n}`), one.counts['fatal']]).toEqual([['val 3'], 0])
    expect((await called(at('voc'), { split: 'vla' })).issues).toEqual([
      'data: unknown split: there is no split `vla`: there are train, trainval, val, few, none',
    ])
  })
  it('are named where a defect is of a whole one of them', async () => {
    await files(at('classes'), {
      ...Object.fromEntries(['a', 'b'].map((name) => [`labels/${name}.txt`, '0 .5 .5 .1 .2\n'])),
      ...Object.fromEntries(['a', 'b'].map((name, i) => [`images/${name}.png`, png(i)])),
      'train.txt': './images/a.png\n',
      'val.txt': './images/b.png\n',
      'data.yaml': 'path: .\ntrain: train.txt\nval: val.txt\nnames: [ship, car]\n',
    })
    const { out } = await called(at('classes'))
    for (const split of ['train', 'val']) expect(out).toContain(`${at('classes')} (${split}) / car: no object is "car"\n`)
  })
  it('are what inspect, coverage, convert and shard take where one is named', async () => {
    expect(JSON.parse((await inspected(at('voc'), { split: 'trainval', json: true })).out)).toMatchObject({ images: 3 })
    expect(codeOf(await inspected(at('voc')))).toBe('data: empty list')
    const anchors = await covered(undefined, { data: at('voc'), split: 'val', anchors: 'retinanet-aitod', json: true })
    expect(JSON.parse(anchors.out)).toMatchObject({ coverage: [{ images: 1 }] })
    expect(E.isRight(await convert(io)(at('voc'), { to: 'coco', out: at('val.json'), split: 'val' })())).toBe(true)
    expect(boxes(at('val.json'))).toEqual([1, 3])
    expect(E.isRight(await shard(io)(at('voc'), { out: at('packed'), size: '1MB', split: 'train' })())).toBe(true)
    expect([readdirSync(at('packed')).sort(), boxes(at('packed/train.json'))]).toEqual([
      ['train', 'train.json'],
      [2, 3],
    ])
  })
  it('are what an evaluation measures on', async () => {
    await files(at('.'), { 'found.json': JSON.stringify([{ image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], score: 0.9 }]) })
    const measure = (split: string) =>
      evaluateFiles({ groundTruth: at('voc'), detections: at('found.json'), protocol: 'coco', split, classes: ['ship'], json: true })()
    // Of one image with three ships one is found; of three images the first has one.
    const [val, both, none] = [await measure('val'), await measure('trainval'), await measure('tset')]
    expect(
      [val, both].map((found) => (E.isRight(found) ? (JSON.parse(found.right.text) as { readonly AP: number }).AP > 0 : found.left)),
    ).toEqual([true, true])
    expect(val).not.toEqual(both)
    expect(E.isLeft(none) && none.left[0].code).toBe('data: unknown split')
  })
  it('are each written under its name, and a corrected copy holds them', async () => {
    rmSync(at('voc/ImageSets/Main/none.txt'))
    rmSync(at('voc/ImageSets/Main/few.txt'))
    expect(E.isRight(await convert(io)(at('voc'), { to: 'coco', out: at('all') })())).toBe(true)
    expect([boxes(at('all/train.json')), boxes(at('all/val.json')), existsSync(at('all/trainval.json'))]).toEqual([[2, 3], [1, 3], false])
    expect((await called(at('voc'), { fix: at('fixed') })).code).toBe(0)
    expect(readdirSync(at('fixed/train')).sort()).toEqual(['a.png', 'b.png'])
  })
})
