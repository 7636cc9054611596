import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatNames } from '../../../../stdlib/data/formats/names.ts'
import { formats } from '../../../../stdlib/data/formats/index.ts'
import { detectFormat } from '../../../../stdlib/data/formats/recognise.ts'
import { shared } from '../shared.ts'
import { right } from './either.ts'
import { objectsOf, reading } from './reading.ts'

const real = shared('data/formats')
const at = (...path: readonly string[]): string => join(real.path, ...path)

describe.skipIf(real.absent)('the real samples (../shared/data/formats)', () => {
  it('VisDrone: 38,759 valid boxes, 1,378 ignored regions and 32 others in the 548 files of the validation set', async () => {
    const { dataset, faults } = await reading('visdrone', { path: at('visdrone/val') })
    const all = objectsOf(dataset)
    expect(dataset.images.length).toBe(548)
    expect(all.filter(({ ignored, label }) => !ignored && label !== undefined).length).toBe(38_759)
    expect(all.filter(({ label }) => label === undefined).length).toBe(1378)
    expect(all.filter(({ label }) => dataset.classes[label ?? -1]?.name === 'others').length).toBe(32)
    expect(all.length).toBe(40_169)
    expect(faults.filter(({ severity }) => severity !== 'odd')).toEqual([])
    expect(dataset.images.every(({ size }) => size === undefined)).toBe(true)
  })

  it('VisDrone: sizes of the ten images are told by their files', async () => {
    const { dataset } = await reading('visdrone', { path: at('visdrone') })
    expect(dataset.images.map(({ size }) => `${String(size?.width)}×${String(size?.height)}`).sort()).toMatchObject({
      length: 10,
      0: /^\d+×\d+$/,
    })
    for (const { size, objects } of dataset.images)
      for (const { box } of objects) expect(box[2] <= (size?.width ?? 0) && box[3] <= (size?.height ?? 0)).toBe(true)
  })

  it('DOTA: 1,022 objects in nine files, 67 of them difficult, of 14 classes, each box around its corners', async () => {
    for (const version of ['dota', 'dota-v1', 'dota-v2'] as const) {
      const { dataset, faults } = await reading(version, { path: at('dota') })
      const all = objectsOf(dataset)
      expect([dataset.images.length, all.length, faults]).toEqual([9, 1022, []])
      expect(all.filter(({ ignored, attributes }) => ignored && attributes?.difficult === 1).length).toBe(67)
      expect(new Set(all.map(({ label }) => label)).size).toBe(14)
      expect(all.every(({ corners, box }) => corners !== undefined && Math.min(...corners) >= Math.min(...box))).toBe(true)
      expect(dataset.images.filter(({ size }) => size !== undefined).length).toBe(2)
    }
  })

  it('COCO: 382 boxes, 5 of them crowds, 80 classes, areas of segments', async () => {
    const { dataset, faults } = await reading('coco', { path: at('coco/instances_val2017.json') })
    const all = objectsOf(dataset)
    expect([dataset.images.length, all.length, all.filter(({ crowd }) => crowd).length, faults]).toEqual([50, 382, 5, []])
    expect(dataset.classes).toEqual(right(await formats.coco.read({ path: at('coco/instances_val2017.json') })()).dataset.classes)
    expect(all.every(({ attributes, id }) => (attributes?.area ?? 0) > 0 && id !== undefined)).toBe(true)
  })

  it('Pascal VOC: 85 cells of three kinds in five images, from pixel 0', async () => {
    const { dataset, faults } = await reading('voc', { path: at('voc') })
    const all = objectsOf(dataset)
    expect(
      dataset.classes.map(({ name }) => [name, all.filter(({ label }) => dataset.classes[label ?? -1]?.name === name).length]),
    ).toEqual([
      ['Platelets', 2],
      ['RBC', 78],
      ['WBC', 5],
    ])
    expect(faults).toEqual([])
    expect(Math.min(...all.flatMap(({ box }) => box.slice(0, 2)))).toBe(0)
  })

  it('are recognised', async () => {
    const found = async (path: string): Promise<string> => right(await detectFormat(at(path))())
    expect(
      await Promise.all(['visdrone', 'visdrone/val', 'dota', 'dota/labelTxt', 'coco/instances_val2017.json', 'voc'].map(found)),
    ).toEqual(['visdrone', 'visdrone', 'dota', 'dota', 'coco', 'voc'])
  })
})

describe('the list of formats', () => {
  it('says of each what it is, and reads it', () => {
    expect(formatNames.filter((name) => formats[name].says === '')).toEqual([])
    expect(formatNames.filter((name) => formats[name].write !== undefined)).toEqual(['coco', 'dota', 'yolo'])
  })
})
