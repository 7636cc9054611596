import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FormatName } from '../../../../../stdlib/data/formats/names.ts'
import { folderOf, reading } from '../reading.ts'

/** As in TinyPerson's own description of its annotations. */
const record = { bbox: [1081.12, 17.46, 186.31, 50.27], category_id: 1, area: 9366.3, iscrowd: 0, image_id: 0, id: 0 }
const flags = { ignore: false, uncertain: false, logo: false, in_dense_image: false }
const tiny = {
  type: 'instance',
  images: [{ file_name: 'labeled_images/a.jpg', height: 512, width: 640, id: 0, corner: [590, 0, 1230, 512] }],
  annotations: [
    { ...record, ...flags },
    { ...record, ...flags, id: 1, ignore: true },
    { ...record, ...flags, id: 2, uncertain: true, category_id: 2 },
    { ...record, ...flags, id: 3, logo: true, in_dense_image: true },
    { ...record, ...flags, id: 4, iscrowd: 1 },
  ],
  categories: [
    { id: 1, name: 'sea_person', supercategory: 'person' },
    { id: 2, name: 'earth_person', supercategory: 'person' },
  ],
}
const read = async (format: FormatName, json: object) => {
  const at = folderOf({ 'a.json': JSON.stringify(json) })
  const { dataset, faults } = await reading(format, { path: join(at, 'a.json') })
  rmSync(at, { recursive: true })
  return {
    ...dataset,
    image: dataset.images[0],
    faults: faults.map(({ severity, issue }) => `${severity} ${issue.path.slice(1).join('/')}`),
  }
}
const ignored = async (format: FormatName): Promise<readonly boolean[] | undefined> =>
  (await read(format, tiny)).image?.objects.map((o) => o.ignored)

describe('benchmarks in COCO’s JSON', () => {
  it('differ in what is ignored', async () => {
    expect(await ignored('coco')).toEqual([false, true, false, false, true])
    expect(await ignored('aitod')).toEqual([false, false, false, false, true])
    expect(await ignored('tinyperson')).toEqual([false, true, true, true, true])
    expect(await ignored('seaperson')).toEqual([false, true, true, true, true])
  })
  it('keep id, area, marks, corner and density', async () => {
    const { image, faults } = await read('tinyperson', tiny)
    expect([image?.corner, image?.dense, faults]).toEqual([[590, 0, 1230, 512], true, []])
    expect(image?.objects[2]).toMatchObject({ label: 1, id: 2, attributes: { area: 9366.3, uncertain: true, logo: false } })
  })
  it('are one class in TinyPerson’s task "all"', async () => {
    const { classes, image } = await read('tinyperson-all', tiny)
    expect([classes, new Set(image?.objects.map(({ label }) => label))]).toEqual([[{ id: 1, name: 'person' }], new Set([0])])
  })
  it('are one class in its tasks "sea" and "earth", and persons of the other are ignored', async () => {
    const whole = await read('tinyperson', tiny)
    for (const [task, of] of [
      ['tinyperson-sea', { id: 1, name: 'sea_person' }],
      ['tinyperson-earth', { id: 2, name: 'earth_person' }],
    ] as const) {
      const { classes, image } = await read(task, tiny)
      expect(classes).toEqual([of])
      expect(image?.objects).toEqual(
        whole.image?.objects.map((o) => ({ ...o, label: 0, ignored: o.ignored || whole.classes[o.label ?? -1]?.name !== of.name })),
      )
      expect(image?.objects.filter(({ ignored }) => !ignored).length).toBe(task === 'tinyperson-sea' ? 1 : 0)
    }
  })
  it('tell classes that the benchmark does not have', async () => {
    expect((await read('aitod', tiny)).faults).toEqual(['odd categories', 'odd categories'])
  })
  it('are read but for what is wrong: a key that need not be there is left out, its record kept', async () => {
    const wrong = { ...record, area: 'large', id: null, in_dense_image: 'yes' }
    const found = await read('coco', {
      ...tiny,
      images: [{ id: 0, file_name: 'a.jpg', width: '640', height: 512 }],
      annotations: [wrong, record, record, 7],
    })
    expect([found.image?.size, found.image?.objects.map(({ id, attributes }) => [id, attributes])]).toEqual([
      undefined,
      [
        [undefined, undefined],
        [0, { area: 9366.3 }],
        [0, { area: 9366.3 }],
      ],
    ])
    expect(found.faults.sort()).toEqual([
      'fatal annotations/3',
      'fatal images/0/width',
      'odd annotations/0/in_dense_image',
      'odd annotations/2/id',
      'wrong annotations/0/area',
    ])
  })
  it.each([
    ['of no pixels', [20, 20, 0, 0], 'corner'],
    ['off whole pixels', [0.5, 0, 640.5, 512], 'corner'],
    ['of more pixels than an image', [0, 0, 1e6, 1e6], 'corner'],
    ['of numbers that are not whole any more', [2 ** 53, 0, 2 ** 53 + 640, 512], 'corner'],
    ['of another size than the image', [0, 0, 640, 500], 'corner'],
  ])('are refused with a part %s', async (_, corner, key) => {
    const { images, faults } = await read('tinyperson', { ...tiny, images: [{ ...tiny.images[0], corner }] })
    expect(faults).toEqual([`fatal images/0/${key}`])
    expect(images.filter((image) => image.corner !== undefined)).toEqual([])
  })
  it('with an image whose name leaves its folder lose it and what is on it, which is one fault', async () => {
    const { images, faults } = await read('coco', { ...tiny, images: [{ id: 0, file_name: '../a.jpg', width: 6, height: 5 }] })
    expect([images, faults]).toEqual([[], ['fatal images/0/file_name']])
  })
})
