import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { convert } from '../../../cli/data/convert.ts'
import { ownData } from '../../../cli/data/own-data.ts'
import { splitsOf } from '../../../cli/training/sources.ts'
import { writeDataFolder, writePicture } from '../training/folder.ts'
import { tiny } from '../training/tiny.ts'

const root = mkdtempSync(join(tmpdir(), 'fovea-own-data-'))
afterAll(() => rmSync(root, { recursive: true }))

const right = <A>(found: E.Either<unknown, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const classes = [
  { id: 0, name: 'disc' },
  { id: 1, name: 'bar' },
]
/** Boxes, labels and pixels of everything in both splits, as training is given them. */
const trainedOn = async (folder: string): Promise<unknown> => {
  const found = right(await ownData(folder, classes)())
  const { train, valid } = right(await splitsOf(tiny(found))())
  const all: unknown[] = []
  for (const source of [train, valid])
    for (let i = 0; i < source.length; i++) {
      const { truth, picture } = right(await source.sample(i)())
      all.push([truth.labels, truth.boxes.map((box) => box.map((v) => Math.round(v * 1e6) / 1e6)), picture.data])
    }
  return all
}

describe('a folder of splits as training data', async () => {
  const coco = join(root, 'coco')
  await writeDataFolder(coco, classes, { train: 4, valid: 2 })

  it('is COCO’s layout as it was, by names', async () => {
    expect(right(await ownData(coco, [{ id: 7, name: 'bar' }])())).toEqual({
      data: { kind: 'coco', folder: coco, train: 'train', valid: 'valid', empty: 'background' },
      classes: [{ id: 1, name: 'bar' }],
    })
    expect(right(await ownData(coco, [{ id: 7, name: 'kite' }])()).classes).toEqual(classes)
  })

  it('feeds the same pictures and boxes from any format that it is written in', async () => {
    const wanted = await trainedOn(coco)
    const [yolo, dota] = [join(root, 'yolo'), join(root, 'dota')]
    for (const [to, out] of [
      ['yolo', yolo],
      ['dota', dota],
    ] as const) {
      right(await convert({ out: () => undefined, warn: () => undefined })(coco, { to, out })())
      for (const [split, count] of [
        ['train', 4],
        ['valid', 2],
      ] as const) {
        mkdirSync(join(out, split, 'images'))
        for (let i = 0; i < count; i++) await writePicture(join(out, split, 'images', `${String(i)}.png`), 64, 48, 4 + 2 * i)
      }
    }
    renameSync(join(dota, 'valid'), join(dota, 'DOTA_val'))
    renameSync(join(dota, 'train'), join(dota, 'DOTA_train'))
    expect(right(await ownData(yolo, classes)()).data).toMatchObject({
      kind: 'files',
      format: 'yolo',
      train: { path: join(yolo, 'train'), images: null },
    })
    expect(await trainedOn(yolo)).toEqual(wanted)
    expect(right(await ownData(dota, classes)()).data).toMatchObject({
      kind: 'files',
      format: 'dota',
      valid: { path: join(dota, 'DOTA_val') },
    })
    expect(await trainedOn(dota)).toEqual(wanted)
  })

  it('says what layout is wanted where a split is missing, and which are there', async () => {
    const folder = join(root, 'lacking')
    mkdirSync(folder)
    const said = async (): Promise<unknown> => {
      const found = await ownData(folder, classes)()
      return E.isLeft(found) ? [found.left.code, found.left.message, found.left.hint.slice(0, 10), found.left.path] : found
    }
    const code = ['train: no splits', 'name them:', ['--data', folder]] as const
    expect(await said()).toEqual([code[0], 'one split is trained on, and one measured on, but none is there', code[1], code[2]])
    for (const name of ['train', 'trainval', 'test'])
      writeFileSync(join(folder, `${name}.json`), '{"images":[],"annotations":[],"categories":[]}')
    expect(await said()).toEqual([
      code[0],
      'one split is trained on, and one measured on, but there are train, trainval, test',
      code[1],
      code[2],
    ])
    writeFileSync(join(folder, 'val.json'), '{"images":[],"annotations":[],"categories":[{"id":1,"name":"wind-mill"}]}')
    expect(await said()).toMatchObject({
      0: 'train: two formats',
      1: 'both splits have one format, but train looks like coco and val like aitod',
    })
  })
})
