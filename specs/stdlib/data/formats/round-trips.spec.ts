import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { area } from '../../../../stdlib/boxes/box.ts'
import type { AnnotatedImage, Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'
import type { Reading } from '../../../../stdlib/data/fault.ts'
import { cornersOf } from '../../../../stdlib/data/formats/corners.ts'
import type { Place, Written } from '../../../../stdlib/data/formats/format.ts'
import { formats } from '../../../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../../../stdlib/data/formats/names.ts'
import { detectFormat } from '../../../../stdlib/data/formats/recognise.ts'
import { right } from './either.ts'
import { datasets, imageSizes, rounded } from './datasets.ts'

const at = mkdtempSync(join(tmpdir(), 'round-trips-'))
afterAll(() => rmSync(at, { recursive: true }))

const pictures = new Map<number, Buffer>()
beforeAll(async () => {
  for (const { width, height } of imageSizes)
    pictures.set(
      width,
      await sharp({ create: { width, height, channels: 3, background: '#888' } })
        .png()
        .toBuffer(),
    )
})

const state = { made: 0 }
const fresh = (): string => join(at, String(state.made++))

/** Files of the sizes that the data set tells, under the names that it has. */
const drawn = ({ images }: Dataset): string => {
  const folder = fresh()
  for (const { file, size } of images) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), pictures.get(size?.width ?? 0) ?? '')
  }
  return folder
}

const write = async (format: FormatName, dataset: Dataset): Promise<{ readonly to: string; readonly written: Written }> => {
  const to = fresh()
  const writer = formats[format].write
  if (writer === undefined) throw new Error(`${format} is not written`)
  return { to, written: right(await writer(to)(dataset)()) }
}
const read = async (format: FormatName, place: Place): Promise<Reading> => right(await formats[format].read(place)())

type Expected = Omit<Annotation, 'record' | 'id'>
const seen = ({ label, box, corners, crowd, ignored, attributes }: Expected): unknown => ({
  label,
  box: rounded(box),
  ...(corners === undefined ? {} : { corners: rounded(corners) }),
  crowd,
  ignored,
  attributes: attributes ?? {},
})
const byFile = (a: AnnotatedImage, b: AnnotatedImage): number => (a.file < b.file ? -1 : 1)
const lossOf = ({ losses }: Written): number => losses.reduce((n, { what, count }) => n + (what.includes('left out') ? count : 0), 0)
const all = ({ images }: Dataset): readonly Annotation[] => images.flatMap(({ objects }) => objects)

describe('a data set that is written and read again is the same, up to what its format holds', () => {
  it('COCO: all of it, boxes to 1e-9 px', () =>
    fc.assert(
      fc.asyncProperty(datasets, async (dataset) => {
        const { to, written } = await write('coco', dataset)
        const { dataset: again, faults } = await read('coco', { path: to, images: 'images' })
        expect(faults).toEqual([])
        expect(again.classes).toEqual(dataset.classes)
        expect(again.images.map(({ id, file, size }) => [id, file, size])).toEqual(
          dataset.images.map(({ id, file, size }) => [id, file, size]),
        )
        const kept = dataset.images.map(({ objects }) => objects)
        expect(again.images.map(({ objects }) => objects.map(seen))).toEqual(
          kept.map((objects) => objects.map((o) => seen({ ...o, attributes: { area: area(o.box), ...o.attributes } }))),
        )
        const numbered = kept.flat().every(({ id }) => id !== undefined)
        expect(all(again).map(({ id }) => id)).toEqual(kept.flat().map(({ id }, i) => (numbered ? id : i + 1)))
        expect(written.objects + lossOf(written)).toBe(all(dataset).length)
      }),
      { numRuns: 25 },
    ))

  it('YOLO: boxes of what is not ignored, to 1e-9 px, and names of classes', () =>
    fc.assert(
      fc.asyncProperty(datasets, async (dataset) => {
        const { to, written } = await write('yolo', dataset)
        const { dataset: again, faults } = await read('yolo', { path: to, images: drawn(dataset) })
        expect(faults).toEqual([])
        expect(again.classes).toEqual(dataset.classes.map(({ name }, id) => ({ id, name })))
        const images = [...dataset.images].sort(byFile)
        expect(again.images.map(({ file, size }) => [file, size])).toEqual(images.map(({ file, size }) => [file, size]))
        const kept = images.map(({ objects }) => objects.filter(({ label, ignored }) => label !== undefined && !ignored))
        expect(again.images.map(({ objects }) => objects.map(seen))).toEqual(
          kept.map((objects) => objects.map(({ label, box }) => seen({ label, box, crowd: false, ignored: false }))),
        )
        expect(written.objects + lossOf(written)).toBe(all(dataset).length)
      }),
      { numRuns: 25 },
    ))

  it('DOTA: corners and difficulty exactly, the names of classes with hyphens for spaces, and of files without extension', () =>
    fc.assert(
      fc.asyncProperty(datasets, async (dataset) => {
        const { to, written } = await write('dota', dataset)
        const { dataset: again, faults } = await read('dota', { path: to })
        expect(faults).toEqual([])
        expect(again.classes.map(({ name }) => name)).toEqual(dataset.classes.map(({ name }) => name.trim().replace(/\s+/g, '-')))
        const stem = (file: string): string => file.replace(/\.\w+$/, '')
        const images = dataset.images.map((one) => ({ ...one, file: stem(one.file) })).sort(byFile)
        const found = again.images.map((one) => ({ ...one, file: stem(one.file) })).sort(byFile)
        expect(found.map(({ file }) => file)).toEqual(images.map(({ file }) => file))
        expect(found.map(({ objects }) => objects.map(seen))).toEqual(
          images.map(({ objects }) =>
            objects
              .filter(({ label }) => label !== undefined)
              .map(({ label, box, corners = cornersOf(box), ignored, attributes }) => {
                const difficult = ignored && (attributes?.difficult ?? 0) === 0 ? 1 : (attributes?.difficult ?? 0)
                return seen({ label, box, corners, crowd: false, ignored: difficult !== 0, attributes: { difficult } })
              }),
          ),
        )
        expect(written.objects + lossOf(written)).toBe(all(dataset).length)
      }),
      { numRuns: 25 },
    ))
})

describe('conversion', () => {
  const plain = datasets.map((dataset): Dataset => ({
    ...dataset,
    images: dataset.images.map((image) => ({
      ...image,
      objects: image.objects.map(({ box, label, record }) => ({ box, label: label ?? 0, crowd: false, ignored: false, record })),
    })),
  }))
  const paths: readonly (readonly FormatName[])[] = [
    ['coco', 'yolo', 'dota'],
    ['dota', 'yolo', 'coco'],
    ['yolo', 'coco', 'dota', 'yolo'],
  ]
  it.each(paths)('keeps boxes and classes: %s, %s, %s', (...path) =>
    fc.assert(
      fc.asyncProperty(plain, async (dataset) => {
        const images = drawn(dataset)
        const state = { dataset }
        for (const format of path) {
          const { to } = await write(format, state.dataset)
          state.dataset = (await read(format, { path: to, images })).dataset
        }
        const boxes = ({ images: some }: Dataset): unknown =>
          [...some].sort(byFile).map(({ file, objects }) => [file, objects.map(({ box, label }) => [label, rounded(box)])])
        expect(boxes(state.dataset)).toEqual(boxes(dataset))
      }),
      { numRuns: 6 },
    ),
  )

  it('is to a format that is recognised where there is an object', () =>
    fc.assert(
      fc.asyncProperty(
        plain.filter((dataset) => all(dataset).length > 0),
        fc.constantFrom('coco' as const, 'yolo' as const, 'dota' as const),
        async (dataset, format) => {
          const { to } = await write(format, dataset)
          expect(right(await detectFormat(to)())).toBe(format)
        },
      ),
      { numRuns: 12 },
    ))

  it('leaves nothing behind but what was asked for', () => {
    expect(readdirSync(at).filter((name) => name.includes('part'))).toEqual([])
  })
})
