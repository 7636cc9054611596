import { rmSync } from 'node:fs'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { parseYolo } from '../../../../../stdlib/data/formats/yolo/read.ts'
import { folderOf, parsed, reading } from '../reading.ts'

const size = { width: 200, height: 100 }

describe('a line of YOLO', () => {
  it('is a box about its centre, four corners, or a polygon', () => {
    const { objects, faults } = parsed(parseYolo, '0 .5 .5 .1 .2\n3 0 0 .5 0 .5 .5 0 .5\n1 0.1 0.1 0.2 0.3 0.05 0.2', size)
    expect(faults).toEqual([])
    expect(objects.map(({ name, box }) => [name, box.map((x) => Math.round(x * 1e9) / 1e9)])).toEqual([
      ['0', [90, 40, 110, 60]],
      ['3', [0, 0, 100, 50]],
      ['1', [10, 10, 40, 30]],
    ])
    expect(objects.map(({ corners }) => corners)).toEqual([undefined, [0, 0, 100, 0, 100, 50, 0, 50], undefined])
  })
  it.each(['0 .5 .5 .1', '0 .5 .5 .1 .2 .9', 'ship .5 .5 .1 .2', '0.5 .5 .5 .1 .2', '-1 .5 .5 .1 .2', '0 .5 .5 .1 nan', '0,.5,.5,.1,.2'])(
    '%s is a fatal fault, and the lines around it are read',
    (wrong) => {
      const { objects, faults } = parsed(parseYolo, `0 .5 .5 .1 .2\n${wrong}\n0 .5 .5 .1 .2`, size)
      expect([objects.map(({ record }) => record), faults]).toEqual([[1, 3], ['fatal data: wrong line 2']])
    },
  )
  it('has whole pixels where a box was of whole pixels before it was written as parts of its image', () => {
    const side = fc.integer({ min: 1, max: 4000 })
    const span = (n: number) => fc.tuple(fc.integer({ min: 0, max: n }), fc.integer({ min: 0, max: n }))
    const boxed = fc.tuple(side, side).chain(([width, height]) => fc.tuple(fc.constant({ width, height }), span(width), span(height)))
    fc.assert(
      fc.property(boxed, ([{ width, height }, xs, ys]) => {
        const [x1, y1, x2, y2] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
        const line = ['0', (x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height].join(' ')
        expect(parsed(parseYolo, line, { width, height }).objects[0]?.box).toEqual([x1, y1, x2, y2])
      }),
    )
    expect(parsed(parseYolo, '0 .333 .5 .1 .2', { width: 7, height: 7 }).objects[0]?.box[0]).toBeCloseTo(0.283 * 7, 12)
  })
  it('is nowhere without the size of its image, which is one fault a file', () => {
    expect(parsed(parseYolo, '0 .5 .5 .1 .2\n0 .5 .5 .1 .2')).toEqual({ objects: [], faults: ['fatal data: unknown size a'] })
    expect(parsed(parseYolo, '\n').faults).toEqual([])
  })
})

describe('a folder of YOLO', async () => {
  const picture = await sharp({ create: { ...size, channels: 3, background: '#888' } })
    .png()
    .toBuffer()
  const at = folderOf({
    'images/train/a.png': picture,
    'images/train/b.png': picture,
    'images/val/c.png': picture,
    'labels/train/a.txt': '1 .5 .5 .1 .2\n2 .5 .5 .1 .2\n',
    'labels/val/c.txt': '0 .5 .5 .1 .2\n',
    'data.yaml': 'path: ../x\nnc: 2\nnames: ["ship", car]\n',
    'flat/a.png': picture,
    'flat/a.txt': '7 .5 .5 .1 .2\n',
  })
  afterAll(() => rmSync(at, { recursive: true }))

  it('has images without labels as background, names from data.yaml, and a fault for a class past them', async () => {
    const { dataset, faults } = await reading('yolo', { path: `${at}/labels/train` })
    expect(dataset.classes).toEqual([
      { id: 0, name: 'ship' },
      { id: 1, name: 'car' },
    ])
    expect(dataset.images.map(({ file, objects }) => [file, objects.length])).toEqual([
      ['a.png', 1],
      ['b.png', 0],
    ])
    expect(faults.map(({ issue: { code, path } }) => [code, path.at(-1)])).toEqual([['data: unknown class', '2']])
  })
  it('is read whole, or split by split', async () => {
    expect((await reading('yolo', { path: at })).dataset.images.map(({ file }) => file)).toEqual([
      'train/a.png',
      'train/b.png',
      'val/c.png',
    ])
  })
  it('may hold labels among the images, and no names, which is told', async () => {
    const { dataset, faults } = await reading('yolo', { path: `${at}/flat`, classes: [] })
    expect([dataset.classes, faults.map(({ issue }) => issue.code)]).toEqual([[], ['data: unknown class']])
  })
  it('reads one of two images that differ in their ending alone, and calls the other a fatal fault', async () => {
    const twins = folderOf({
      'b.png': picture,
      'a.png': picture,
      'a.jpg': picture,
      'a.txt': '0 .5 .5 .1 .2\n',
      'b.PNG': picture,
      'classes.txt': 'ship\n',
    })
    const { dataset, faults } = await reading('yolo', { path: twins })
    expect(dataset.images.map(({ file, objects }) => [file, objects.length])).toEqual([
      ['a.jpg', 1],
      ['b.PNG', 0],
    ])
    expect(faults.map(({ severity, issue }) => [severity, issue.code, issue.path.at(-1)])).toEqual([
      ['fatal', 'data: two images of one name', `${twins}/a.png`],
      ['fatal', 'data: two images of one name', `${twins}/b.png`],
    ])
    rmSync(twins, { recursive: true })
  })
})
