import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { experimentFormat } from '../../../cli/experiment-format.ts'
import { splitsOf, type Splits } from '../../../cli/training/sources.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import type { Item } from '../../../stdlib/data/source.ts'
import { writeDataFolder } from './folder.ts'
import { tiny } from './tiny.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-data-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
const splits = async (e: Experiment): Promise<Splits> => right(await splitsOf(e)())
const sample = async (of: Splits['train'], i: number): Promise<Item> => right(await of.sample(i)())
const coco = (): Experiment['data'] => ({ kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'background' })
const planned = async (e: Experiment): Promise<Experiment> =>
  right(experimentFormat.decode(right(await experimentFormat.plan(e, { data: folder })()).experiment))[0]

describe('the data of an experiment', () => {
  it('are drawn from its seed, the splits apart from each other', async () => {
    const [a, b] = [await splits(tiny()), await splits(tiny())]
    expect([a.train.length, a.valid.length]).toEqual([6, 3])
    const [first, again, valid] = [await sample(a.train, 0), await sample(b.train, 0), await sample(a.valid, 0)]
    expect(again).toEqual(first)
    expect(valid.picture.data).not.toEqual(first.picture.data)
  })
  it('come at the size of the input, boxes with them', async () => {
    const item = await sample((await splits(tiny())).train, 1)
    expect([item.width, item.height, item.picture.width, item.picture.height]).toEqual([64, 64, 32, 32])
    item.truth.boxes.forEach(([x1, y1, x2, y2]) => {
      expect(Math.min(x1, y1)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x2, y2)).toBeLessThanOrEqual(32)
    })
  })
  it('keep their shape where the input says so', async () => {
    const classes = tiny().classes
    await writeDataFolder(folder, classes, { train: 1, valid: 1 })
    const e = tiny({ data: coco(), input: { ...tiny().input, resize: 'keep-ratio' } })
    const { picture, truth } = await sample((await splits(e)).train, 0)
    expect([picture.width, picture.height]).toEqual([32, 24])
    expect(truth.boxes).toEqual([[2, 4, 8, 10]])
  })
  it('are those of --data where it is given, classes numbered as there', async () => {
    await writeDataFolder(
      folder,
      [
        { id: 7, name: 'bar' },
        { id: 2, name: 'disc & <ring>' },
        { id: 3, name: 'cross' },
      ],
      { train: 4, valid: 2 },
    )
    const e = await planned(tiny())
    expect(e.classes).toEqual([
      { id: 2, name: 'disc & <ring>' },
      { id: 7, name: 'bar' },
    ])
    const { train, valid, notices } = await splits(e)
    expect([train.length, valid.length]).toEqual([4, 2])
    const first = await sample(train, 0)
    expect([first.id, first.truth.labels]).toEqual([10, [1]])
    expect(notices.map(({ evidence }) => evidence)).toEqual([[['of another class', '1']]])
  })
  it('of --data with other classes take all of them', async () => {
    const classes = [{ id: 5, name: 'seal' }]
    await writeDataFolder(folder, classes, { train: 1, valid: 1 })
    expect((await planned(tiny())).classes).toEqual(classes)
  })
  it('that number a class otherwise are refused, since results would carry the wrong number', async () => {
    await writeDataFolder(
      folder,
      [
        { id: 4, name: 'disc & <ring>' },
        { id: 1, name: 'bar' },
      ],
      { train: 1, valid: 1 },
    )
    expect(await splitsOf(tiny({ data: coco() }))()).toMatchObject(
      E.left({ code: 'data: category number', path: [join(folder, 'train.json'), 'categories'] }),
    )
  })
  it('that are not there are an issue with the path', async () => {
    expect(E.isLeft(await experimentFormat.plan(tiny(), { data: join(folder, 'none') })())).toBe(true)
    expect(await splitsOf(tiny({ data: coco() }))()).toMatchObject(E.left({ path: [join(folder, 'train.json')] }))
  })
  it('with fatal defects are refused, all of them told with their places', async () => {
    const classes = tiny().classes
    await writeDataFolder(folder, classes, { train: 6, valid: 2 })
    for (const i of [1, 2, 3, 4, 5]) rmSync(join(folder, 'train', `${String(i)}.png`))
    edit('valid', (json) => ({ ...json, images: [...json.images, { ...json.images[0], id: 99 }] }))
    const refused = await splitsOf(tiny({ data: coco() }))()
    expect(refused).toMatchObject(
      E.left({
        code: 'data: refused',
        evidence: [
          ['missing image', `${[1, 2, 3].map((i) => `${join(folder, 'train.json')} / ${String(i)}.png`).join(', ')}, and 2 more`],
          ['image listed twice', `${join(folder, 'valid.json')} / 0.png`],
        ],
      }),
    )
    expect(E.isLeft(refused) && refused.left.message).toContain('6 fatal')
  })
  it('with one fatal defect are refused in its words', async () => {
    await writeDataFolder(folder, tiny().classes, { train: 2, valid: 1 })
    rmSync(join(folder, 'valid', '0.png'))
    expect(await splitsOf(tiny({ data: coco() }))()).toMatchObject(
      E.left({ code: 'data: missing image', path: [join(folder, 'valid.json'), '0.png'] }),
    )
  })
  it('need no files of images that are left out', async () => {
    await writeDataFolder(folder, tiny().classes, { train: 3, valid: 1 })
    edit('train', (json) => ({ ...json, annotations: json.annotations.slice(0, 2) }))
    rmSync(join(folder, 'train', '2.png'))
    expect(E.isLeft(await splitsOf(tiny({ data: coco() }))())).toBe(true)
    const dropping = { kind: 'coco', folder, train: 'train', valid: 'valid', empty: 'drop' } as const
    expect((await splits(tiny({ data: dropping }))).train.length).toBe(2)
  })
  it('with other defects are trained on, and these counted', async () => {
    await writeDataFolder(folder, tiny().classes, { train: 4, valid: 2 })
    edit('train', (json) => ({
      ...json,
      annotations: [...json.annotations, ...json.annotations.slice(0, 3), { ...json.annotations[0], bbox: [1, 1, 0, 4] }].map((a, id) => ({
        ...a,
        id,
      })),
    }))
    const { train, notices } = await splits(tiny({ data: coco() }))
    expect(train.length).toBe(4)
    expect(notices.map(({ code, path, evidence }) => [code, path, evidence])).toEqual([
      ['data: boxes', ['train'], [['without a size', '1']]],
      ['data: defects', ['train'], [['box twice', '3']]],
    ])
  })
})

interface Coco {
  readonly images: readonly object[]
  readonly annotations: readonly object[]
}
const edit = (split: string, f: (json: Coco) => Coco): void => {
  const file = join(folder, `${split}.json`)
  writeFileSync(file, JSON.stringify(f(JSON.parse(readFileSync(file, 'utf8')) as Coco)))
}
