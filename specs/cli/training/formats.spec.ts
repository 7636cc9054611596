import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownData } from '../../../cli/data/own-data.ts'
import { truthsOf } from '../../../cli/data/truths.ts'
import { splitsOf, type Splits } from '../../../cli/training/sources.ts'
import { decodeExperiments, type Experiment } from '../../../graphs/experiment/codec.ts'
import { builtIn } from '../../../stdlib/data/formats/classes.ts'
import type { Truth } from '../../../stdlib/data/samples.ts'
import { writePicture } from './folder.ts'
import { tiny } from './tiny.ts'

const at = mkdtempSync(join(tmpdir(), 'fovea-any-format-'))
afterAll(() => rmSync(at, { recursive: true }))
const put = (path: string, text: string): void => {
  mkdirSync(join(at, path, '..'), { recursive: true })
  writeFileSync(join(at, path), text)
}
const object = (name: string, x: number, y: number): string =>
  `<object><name>${name}</name><bndbox><xmin>${x + 1}</xmin><ymin>${y + 1}</ymin><xmax>${x + 8}</xmax><ymax>${y + 8}</ymax></bndbox></object>`

beforeAll(async () => {
  for (const images of [
    'dota/train/images',
    'dota/valid/images',
    'yolo/images/train',
    'yolo/images/valid',
    'visdrone/images',
    'voc/JPEGImages',
  ]) {
    mkdirSync(join(at, images), { recursive: true })
    await writePicture(join(at, images, 'a.png'), 64, 48)
  }
  put('dota/train/labelTxt/a.txt', 'gsd:0.1\n8 8 16 8 16 16 8 16 ship 0\n0 0 8 0 8 8 0 8 sea-lion 0\n32 8 40 8 40 16 32 16 car 0\n')
  put('dota/valid/labelTxt/a.txt', '8 8 16 8 16 16 8 16 ship 0\n')
  put('yolo/labels/train/a.txt', '0 0.1875 0.25 0.125 0.16666666666666666\n1 0.1875 0.25 0.125 0.16666666666666666\n')
  put('yolo/labels/valid/a.txt', '')
  put('yolo/data.yaml', 'names: [ship, sea-lion]\n')
  put('visdrone/annotations/a.txt', '8,8,8,8,1,1,0,0\n8,8,8,8,0,0,0,0\n8,8,8,8,0,11,0,0\n8,8,8,8,1,10,0,0,\n')
  put('voc/Annotations/a.xml', `<annotation><size><width>64</width><height>48</height></size>${object('ship', 8, 8)}</annotation>`)
})

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const splits = async (e: Experiment): Promise<Splits> => right(await splitsOf(e)())
const truthOf = async (of: Splits['train']): Promise<Truth> => right(await of.sample(0)()).truth
type Files = Extract<Experiment['data'], { kind: 'files' }>
const on = (format: Files['format'], train: string, valid: string, classes: Experiment['classes']): Experiment => {
  const split = (path: string) => ({ path: join(at, path), images: null })
  return tiny({ classes, data: { kind: 'files', format, train: split(train), valid: split(valid), empty: 'background' } })
}
const own = [
  { id: 7, name: 'sea-lion' },
  { id: 9, name: 'ship' },
]

describe('an experiment on files', () => {
  it('of DOTA has its own numbers of classes, whichever of them a split has, and leaves others out', async () => {
    const { train, valid, notices } = await splits(on('dota', 'dota/train', 'dota/valid', own))
    expect(await truthOf(train)).toEqual({
      boxes: [
        [4, 5.333333333333333, 8, 10.666666666666666],
        [0, 0, 4, 5.333333333333333],
      ],
      labels: [1, 0],
    })
    expect((await truthOf(valid)).labels).toEqual([1])
    expect(notices.map(({ path, evidence }) => [path, evidence])).toContainEqual([['train'], [['of another class', '1']]])
  })
  it('of YOLO and Pascal VOC reads folders of splits', async () => {
    const numbered = [
      { id: 0, name: 'ship' },
      { id: 1, name: 'sea-lion' },
    ]
    const yolo = await splits(on('yolo', 'yolo/labels/train', 'yolo/labels/valid', numbered))
    expect([(await truthOf(yolo.train)).labels, (await truthOf(yolo.valid)).labels]).toEqual([[0, 1], []])
    expect(await truthOf((await splits(on('voc', 'voc', 'voc', own.slice(1)))).train)).toMatchObject({ labels: [0] })
  })
  it('reads its splits by the lists of a folder', async () => {
    put('voc/Annotations/b.xml', `<annotation><size><width>64</width><height>48</height></size>${object('ship', 0, 0)}</annotation>`)
    put('voc/ImageSets/Main/train.txt', 'b\n')
    put('voc/ImageSets/Main/val.txt', 'a\n')
    await writePicture(join(at, 'voc/JPEGImages/b.png'), 64, 48)
    const split = (name: string) => ({ path: join(at, 'voc'), images: null, split: name })
    const e = tiny({
      classes: own.slice(1),
      data: { kind: 'files', format: 'voc', train: split('train'), valid: split('val'), empty: 'background' },
    })
    const { train, valid } = await splits(right(decodeExperiments(e))[0])
    expect([train.length, valid.length]).toEqual([1, 1])
    expect([(await truthOf(train)).boxes, (await truthOf(valid)).boxes]).toEqual([
      [[0, 0, 4, 5.333333333333333]],
      [[4, 5.333333333333333, 8, 10.666666666666666]],
    ])
    // `train --data DIR` finds the same.
    const found = right(await ownData(join(at, 'voc'), own)())
    expect(found.data).toEqual(e.data)
    const wrong = tiny({ ...e, data: { kind: 'files', format: 'voc', train: split('trian'), valid: split('val'), empty: 'background' } })
    expect(await splitsOf(wrong)()).toMatchObject(E.left({ code: 'data: unknown split', hint: 'did you mean `train`?' }))
  })
  it('trains where a rare class is in the other split alone, and refuses a class that neither has', async () => {
    put('rare/Annotations/a.xml', `<annotation><size><width>64</width><height>48</height></size>${object('ship', 8, 8)}</annotation>`)
    put('rare/Annotations/b.xml', `<annotation><size><width>64</width><height>48</height></size>${object('sea-lion', 8, 8)}</annotation>`)
    put('rare/ImageSets/Main/train.txt', 'a\n')
    put('rare/ImageSets/Main/val.txt', 'b\n')
    mkdirSync(join(at, 'rare/JPEGImages'))
    for (const name of ['a', 'b']) await writePicture(join(at, `rare/JPEGImages/${name}.png`), 64, 48)
    const found = right(await ownData(join(at, 'rare'), [{ id: 7, name: 'kite' }])())
    expect(found.classes.map(({ name }) => name).sort()).toEqual(['sea-lion', 'ship'])
    const { train, valid } = await splits(tiny(found))
    const named = async (of: Splits['train']) => (await truthOf(of)).labels.map((label) => found.classes[label]?.name)
    expect([await named(train), await named(valid)]).toEqual([['ship'], ['sea-lion']])
    // Coverage reads the split alone that is trained on.
    expect(right(await truthsOf(tiny(found), undefined)()).length).toBe(1)
    const more = tiny({ ...found, classes: [...found.classes, { id: 99, name: 'car' }] })
    expect(await splitsOf(more)()).toMatchObject(E.left({ code: 'data: unknown class' }))
  })
  it('of VisDrone trains its ten classes, and keeps apart what is ignored', async () => {
    const e = right(decodeExperiments({ ...on('visdrone', 'visdrone', 'visdrone', own), classes: 'visdrone' }))[0]
    expect(e.classes).toEqual(builtIn.visdrone)
    const { train } = await splits(e)
    expect((await truthOf(train)).labels).toEqual([0, 9])
    expect(right(await train.sample(0)()).ignored.labels).toEqual([-1])
  })
  it('of a class that no file has is refused, with the nearest name', async () => {
    const found = await splitsOf(on('dota', 'dota/train', 'dota/valid', [{ id: 1, name: 'shp' }]))()
    expect(E.isLeft(found) && [found.left.code, found.left.hint]).toEqual(['data: unknown class', 'did you mean `ship`?'])
  })
  it('of a format that is not known is refused, and so is one without a list of classes in place of classes', () => {
    const refused = (u: object): unknown => {
      const found = decodeExperiments({ ...tiny(), ...u })
      return E.isLeft(found) && found.left.map(({ code }) => code)
    }
    const split = { path: 'a', images: null }
    expect(refused({ data: { kind: 'files', format: 'kitti', train: split, valid: split, empty: 'drop' } })).toEqual(['experiment: format'])
    expect(refused({ classes: 'yolo' })).toEqual(['experiment: classes'])
  })
})
