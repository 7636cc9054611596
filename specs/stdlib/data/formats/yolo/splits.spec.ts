import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { formats } from '../../../../../stdlib/data/formats/index.ts'
import type { Place } from '../../../../../stdlib/data/formats/format.ts'
import { yoloSplits } from '../../../../../stdlib/data/formats/yolo/splits.ts'
import { folderOf } from '../reading.ts'

const picture = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#888' } })
  .png()
  .toBuffer()
const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})
const set = (files: Readonly<Record<string, string | Buffer>>): string => {
  const at = folderOf(files)
  made.push(at)
  return at
}
const image = (path: string): Readonly<Record<string, string | Buffer>> => ({
  [path]: picture,
  [path.replace(/(^|\/)images\//, '$1labels/').replace('.png', '.txt')]: '0 .5 .5 .5 .5\n',
})

/** Files, objects and faults of a split; or its issue. */
const read = async (path: string, split: string, o: Partial<Place> = {}): Promise<readonly string[]> => {
  const found = await formats.yolo.read({ path, split, ...o })()
  if (E.isLeft(found)) return [[found.left.code, ...found.left.path.map((part) => part.replace(`${path}/`, ''))].join(' ')]
  const { dataset, faults } = found.right
  return [
    ...dataset.images.map(({ file, objects }) => `${join(dataset.folder, file).replace(`${path}/`, '')} ${objects.length}`),
    ...faults.map(({ severity, issue }) => [severity, issue.code, ...issue.path.map((part) => part.replace(`${path}/`, ''))].join(' ')),
  ]
}
const names = async (path: string): Promise<readonly string[]> => {
  const found = await yoloSplits({ path })()
  return E.isLeft(found) ? [found.left.code] : found.right.splits.map(({ name }) => name)
}

describe('splits of a data.yaml', () => {
  it('have lists whose `./` is their own folder, and others from that of the data set', async () => {
    const at = set({
      ...image('sub/images/a.png'),
      ...image('images/b.png'),
      'sub/train.txt': './images/a.png\nimages/b.png\n',
      'data.yaml': 'train: sub/train.txt\nval: images\nnames: [ship]\n',
    })
    expect(await read(at, 'train')).toEqual(['images/b.png 1', 'sub/images/a.png 1'])
  })
  it('have labels beside the last folder called images, and images in one order whatever comes first', async () => {
    const deep = { 'images/images/b/1.png': picture, 'images/labels/b/1.txt': '0 .5 .5 .5 .5\n' }
    const at = set({
      ...deep,
      ...image('images/a/2.png'),
      'train.txt': 'images/images/b/1.png\n',
      'data.yaml': 'train: [images/images/b, images/a]\nval: train.txt\nnames: [ship]\n',
    })
    expect(await read(at, 'train')).toEqual(['images/a/2.png 1', 'images/images/b/1.png 1'])
    expect(await read(at, 'val')).toEqual(['images/images/b/1.png 1'])
  })
  it('tell of the first of several YAMLs that cannot be read', async () => {
    const at = set({ ...image('images/a.png'), 'data.yaml': 'names: [a\n', 'z.yaml': 'names: [b\n' })
    expect(await read(at, 'train')).toEqual(['data: no YAML data.yaml 2'])
  })
  it('are folders, lists of images, or several of both, and partition what they name', () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f']
    return fc.assert(
      fc.asyncProperty(
        // Of each image its split, and whether it is listed or lies in a folder of the split.
        fc.array(fc.tuple(fc.nat(1), fc.boolean()), { minLength: all.length, maxLength: all.length }),
        fc.boolean(),
        async (of, dotted) => {
          const splits = ['train', 'val'].map((name, k) => {
            const members = all.flatMap((one, i) => (of[i]?.[0] === k ? [{ one, listed: of[i][1] }] : []))
            return {
              name,
              lists: members.filter(({ listed }) => listed).map(({ one }) => `images/pool/${one}.png`),
              folders: members.filter(({ listed }) => !listed).map(({ one }) => `images/${name}/${one}.png`),
            }
          })
          const at = set(
            Object.fromEntries(splits.flatMap(({ lists, folders }) => [...lists, ...folders].flatMap((one) => Object.entries(image(one))))),
          )
          const yaml = splits.map(({ name, lists, folders }) => {
            writeFileSync(
              join(at, `${name}-list.txt`),
              lists
                .map((line) => (dotted ? `./${line}` : line))
                .reverse()
                .join('\n'),
            )
            const entries = [...(lists.length > 0 ? [`${name}-list.txt`] : []), ...(folders.length > 0 ? [`images/${name}`] : [])]
            return `${name}: [${entries.join(', ')}]`
          })
          writeFileSync(join(at, 'data.yaml'), [...yaml, 'names: [ship]'].join('\n'))
          for (const { name, lists, folders } of splits)
            if (lists.length + folders.length > 0)
              expect([...(await read(at, name))].sort()).toEqual([...lists, ...folders].map((file) => `${file} 1`).sort())
        },
      ),
      { numRuns: 40 },
    )
  })
  it('lie where data.yaml does, whatever machine `path` is of, and where Roboflow says', async () => {
    const files = { ...image('train/images/a.png'), ...image('valid/images/b.png') }
    const roboflow = set({ ...files, 'data.yaml': 'train: ../train/images\nval: ../valid/images\nnames: [ship]\n' })
    expect([await read(roboflow, 'train'), await read(roboflow, 'val')]).toEqual([['train/images/a.png 1'], ['valid/images/b.png 1']])
    for (const path of ['/content/set', '../datasets/set', 'none']) {
      const colab = set({ ...files, 'data.yaml': `path: ${path}\ntrain: train/images\nval: valid/images\nnames: [ship]\n` })
      expect(await read(colab, 'val')).toEqual(['valid/images/b.png 1'])
      const found = await yoloSplits({ path: colab })()
      expect(E.isRight(found) && (await found.right.notices()).map(({ issue }) => [issue.code, issue.path[1]])).toEqual([
        ['data: path elsewhere', '1'],
      ])
    }
    const inner = set({ ...image('set/images/a.png'), 'data.yaml': 'path: set\ntrain: images\nnames: [ship]\n' })
    expect(await read(inner, 'train')).toEqual(['set/images/a.png 1'])
  })
  it('have an issue where they are not there or leave the folder, with the line', async () => {
    const at = set({
      ...image('images/a.png'),
      'data.yaml':
        'train: images\nval: none\ntest: ../../etc\nminival: /etc\nval_2: none.txt\nval_3: list.txt\nval_4: empty.txt\nnames: [ship]\n',
      'list.txt': 'images/a.png\n\n/etc/passwd\n../a.png\nimages/b.png\nimages/a.png\n',
      'empty.txt': '\n',
    })
    expect(await names(at)).toEqual(['train', 'val', 'test', 'minival', 'val_2', 'val_3', 'val_4'])
    expect(await read(at, 'val')).toEqual(['data: no such folder data.yaml 2'])
    expect(await read(at, 'test')).toEqual(['data: file outside its folder data.yaml 3'])
    expect(await read(at, 'minival')).toEqual(['data: file outside its folder data.yaml 4'])
    expect(await read(at, 'val_2')).toEqual(['data: missing image data.yaml 5'])
    expect(await read(at, 'val_3')).toEqual([
      'images/a.png 1',
      'fatal data: file outside its folder list.txt 3',
      'fatal data: file outside its folder list.txt 4',
      'wrong data: listed without annotations list.txt 5',
      'odd data: listed twice list.txt 6',
    ])
    expect(await read(at, 'val_4')).toEqual(['data: empty list empty.txt'])
    expect(await read(at, 'trian')).toEqual([`data: unknown split ${at}`])
  })
  it('are none where all are one, or nothing tells them', async () => {
    expect(await names(set({ ...image('images/a.png'), 'data.yaml': 'train: images\nval: images\n' }))).toEqual([])
    expect(await names(set({ ...image('images/a.png'), 'data.yaml': 'names: [a]\n' }))).toEqual([])
    expect(await names(set({ ...image('images/a.png'), 'data.yaml': 'train: [' }))).toEqual(['data: no YAML'])
  })
  it('are lists beside the labels where there is no data.yaml', async () => {
    const at = set({
      ...image('images/a.png'),
      ...image('images/b.png'),
      'train.txt': './images/b.png\n',
      'val.txt': 'images/a.png',
      'notes.txt': 'x',
      'classes.txt': 'ship',
    })
    expect([await names(at), await read(at, 'train'), await read(at, 'val')]).toEqual([
      ['train', 'val'],
      ['images/b.png 1'],
      ['images/a.png 1'],
    ])
  })
  it('have an image without labels as background, in a folder and in a list', async () => {
    const at = set({
      ...image('images/train/a.png'),
      'images/train/b.png': picture,
      'images/train/c.png': picture,
      'train.txt': 'images/train/b.png\n',
      'data.yaml': 'train: images/train\nval: train.txt\nnames: [a]\n',
    })
    expect(await read(at, 'train')).toEqual(['images/train/a.png 1', 'images/train/b.png 0', 'images/train/c.png 0'])
    expect(await read(at, 'val')).toEqual(['images/train/b.png 0'])
  })
  it('take each image once, whichever folders and lists name it', async () => {
    const files = { ...image('images/train/a.png'), ...image('images/train/b.png'), ...image('images/val/c.png') }
    const at = set({
      ...files,
      'one.txt': 'images/train/a.png\nimages/val/c.png\n',
      'two.txt': 'images/train/b.png\nimages/train/a.png\n',
      'data.yaml': 'train: [images/train, one.txt]\nval: [one.txt, two.txt]\ntest: [one.txt, images]\nnames: [ship]\n',
    })
    expect(await read(at, 'train')).toEqual([
      'images/train/a.png 1',
      'images/train/b.png 1',
      'images/val/c.png 1',
      `odd data: listed twice ${at}`,
    ])
    expect(await read(at, 'val')).toEqual([
      'images/train/a.png 1',
      'images/train/b.png 1',
      'images/val/c.png 1',
      'odd data: listed twice two.txt 2',
    ])
    expect(await read(at, 'test')).toEqual(['images/train/a.png 1', 'images/train/b.png 1', 'images/val/c.png 1'])
  })
  it('take a folder of images that is given, if they have one', async () => {
    const at = set({
      'labels/a.txt': '0 .5 .5 .5 .5\n',
      'images/.keep': '',
      'elsewhere/a.png': picture,
      'data.yaml': 'train: images\nval: [images, more]\n',
    })
    mkdirSync(dirname(join(at, 'more/x')))
    expect(await read(at, 'train', { images: join(at, 'elsewhere') })).toContain('elsewhere/a.png 1')
    expect(await read(at, 'val', { images: join(at, 'elsewhere') })).toEqual([`data: one folder of images ${at}`])
  })
})
