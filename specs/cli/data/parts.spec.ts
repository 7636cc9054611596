import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { type PartOptions, partsAt } from '../../../cli/data/parts.ts'
import { files } from '../../stdlib/data/check/folder.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-parts-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Names, formats, and paths from the folder, of the parts of a folder with these files. */
const parts = async (names: readonly string[], o: PartOptions = {}, at = '.'): Promise<readonly string[]> =>
  partsOf(Object.fromEntries(names.map((name) => [name, ''])), o, at)

const partsOf = async (held: Readonly<Record<string, string>>, o: PartOptions = {}, at = '.'): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(root, 'set-'))
  await files(folder, held)
  const images = o.images === undefined ? {} : { images: join(folder, o.images) }
  const found = await partsAt(join(folder, at), { ...o, ...images })()
  if (E.isLeft(found)) return [found.left.code, ...(o.split === undefined ? [] : [found.left.message])]
  return found.right.map(({ name, format, place }) =>
    [
      name,
      format,
      relative(folder, place.path),
      ...(place.split === undefined ? [] : [`by list ${place.split}`]),
      ...(place.images === undefined ? [] : [relative(folder, place.images)]),
    ].join(' '),
  )
}

describe('the splits at a path', () => {
  it('are files called as splits are, training first', async () => {
    expect(await parts(['test.json', 'valid.json', 'train.json', 'notes.json', 'train/a.png'])).toEqual([
      'train coco train.json',
      'valid coco valid.json',
      'test coco test.json',
    ])
    expect(await parts(['annotations/instances_val2017.json', 'annotations/instances_train2017.json', 'train2017/a.jpg'])).toEqual([
      'train2017 coco annotations/instances_train2017.json',
      'val2017 coco annotations/instances_val2017.json',
    ])
  })
  it('are folders called as splits are', async () => {
    const of = (split: string) => [`VisDrone2019-DET-${split}/annotations/a.txt`, `VisDrone2019-DET-${split}/images/a.jpg`]
    expect(await parts([...of('val'), ...of('train')], { from: 'visdrone' })).toEqual([
      'train visdrone VisDrone2019-DET-train',
      'val visdrone VisDrone2019-DET-val',
    ])
    expect(await parts(['labels/val/a.txt', 'labels/train/b.txt', 'images/train/b.jpg'], { from: 'yolo' })).toEqual([
      'train yolo labels/train',
      'val yolo labels/val',
    ])
  })
  it('are the folder itself where it has annotations of its own', async () => {
    expect(await parts(['annotations/a.txt', 'images/a.jpg', 'val/annotations/b.txt'], { from: 'visdrone' })).toMatchObject([
      expect.stringMatching(/^set-\w+ visdrone $/),
    ])
  })
  it('are a JSON beside a folder of its name, too', async () => {
    expect(await parts(['seals.json', 'seals/a.png', 'notes.json'])).toEqual(['seals coco seals.json'])
  })
  it('are one where one file is named', async () => {
    expect(await parts(['train.json', 'valid.json'], {}, 'valid.json')).toEqual(['valid coco valid.json'])
  })
  it('are the one JSON of a folder, whatever it is called', async () => {
    expect(await parts(['truth.json', 'a.png'])).toEqual(['truth coco truth.json'])
    expect(await parts(['truth.json', 'found.json'])).toEqual(['data: unknown format'])
  })
  it('look for images of each split in a folder of all', async () => {
    expect(await parts(['train.json', 'valid.json', 'pictures/train/a.png'], { images: 'pictures' })).toEqual([
      'train coco train.json pictures/train',
      'valid coco valid.json pictures',
    ])
  })
  it('are those of lists, which are no unions of others unless one is asked for', async () => {
    const held = {
      'Annotations/a.xml': '<annotation></annotation>',
      'ImageSets/Main/train.txt': 'a\n',
      'ImageSets/Main/val.txt': 'b\n',
      'ImageSets/Main/trainval.txt': 'a\nb\n',
      'ImageSets/Main/cat_val.txt': 'b 1\n',
    }
    expect(await partsOf(held)).toEqual(['train voc  by list train', 'val voc  by list val'])
    expect(await partsOf(held, { split: 'trainval' })).toEqual(['trainval voc  by list trainval'])
    expect(await partsOf(held, { split: 'valtrain' })).toEqual([
      'data: unknown split',
      'there is no split `valtrain`: there are train, trainval, val',
    ])
  })
  it('are those of a data.yaml, before folders called as splits are, but not where it is of another machine', async () => {
    const held = {
      'labels/train/a.txt': '0 .5 .5 .1 .1',
      'labels/val/b.txt': '0 .5 .5 .1 .1',
      'labels/more/c.txt': '',
      'images/more/c.png': '',
    }
    expect(await partsOf({ ...held, 'data.yaml': 'train: [images/train, images/more]\nval: images/val\n' })).toEqual([
      'train yolo  by list train',
      'val yolo  by list val',
    ])
    expect(await partsOf({ ...held, 'data.yaml': 'train: /content/train\nval: /content/val\n' })).toEqual([
      'train yolo labels/train',
      'val yolo labels/val',
    ])
    expect(await partsOf({ ...held, 'data.yaml': 'train: images\nval: images\n' })).toEqual([
      'train yolo labels/train',
      'val yolo labels/val',
    ])
  })
  it('say with the first that lists cannot be read where the folder is taken as it lies', async () => {
    const noticed = async (held: Readonly<Record<string, string>>): Promise<unknown> => {
      const folder = mkdtempSync(join(root, 'set-'))
      await files(folder, held)
      const found = await partsAt(folder, {})()
      return E.isLeft(found)
        ? found.left.code
        : found.right.map(({ name, place, notices = [] }) => [
            ...(place.path === folder ? [] : [name]),
            ...notices.map(({ severity, issue: { code, path } }) => [severity, code, relative(folder, path[0] ?? ''), ...path.slice(1)]),
          ])
    }
    const labels = { 'labels/train/a.txt': '0 .5 .5 .1 .1', 'labels/val/b.txt': '0 .5 .5 .1 .1' }
    const unread = (...at: readonly string[]) => ['odd', 'data: splits not read', ...at]
    expect(await noticed({ ...labels, 'data.yaml': 'names: [cat]\ntrain: /content/train\nval: none.txt\n' })).toEqual([
      ['train', unread('data.yaml', '2'), unread('data.yaml', '3')],
      ['val'],
    ])
    expect(await noticed({ ...labels, 'data.yaml': 'names: [cat\n' })).toEqual([['train', unread('data.yaml', '2')], ['val']])
    expect(await noticed({ ...labels, 'data.yaml': 'train: images\nval: images\n' })).toEqual([['train'], ['val']])
    const xml = { 'Annotations/a.xml': '<annotation></annotation>' }
    expect(await noticed({ ...xml, 'ImageSets/Main/train.txt': '', 'ImageSets/Main/cat_train.txt': 'a -1\n' })).toEqual([
      [unread('ImageSets/Main/train.txt')],
    ])
    expect(await noticed({ ...xml, 'ImageSets/Main/cat_train.txt': 'a -1\n' })).toEqual([[]])
  })
  it('are one of files or folders where one is asked for', async () => {
    expect(await parts(['train.json', 'valid.json'], { split: 'valid' })).toEqual(['valid coco valid.json'])
    expect(await parts(['train.json', 'valid.json'], { split: 'val' })).toEqual([
      'data: unknown split',
      'there is no split `val`: there are train, valid',
    ])
  })
  it('are an issue where there are none', async () => {
    expect(await parts(['readme.md'])).toEqual(['data: unknown format'])
    expect(await parts(['train.json'], { from: 'cooc' })).toEqual(['data: format'])
    expect(await parts([], {}, 'none')).toEqual(['file: missing'])
  })
})
