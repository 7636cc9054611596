import * as fc from 'fast-check'
import { area, type Box, type Extent } from '../../../../stdlib/boxes/box.ts'
import type { AnnotatedImage, Annotation, Attributes, Category, Corners, Dataset } from '../../../../stdlib/data/dataset.ts'
import { around } from '../../../../stdlib/data/formats/corners.ts'

/** Names that trip up formats which part lines at spaces, commas or colons, beside any others. */
const awkward = [
  'sea lion',
  'naïve 海豹',
  '__proto__',
  '3',
  '"quoted"',
  "it's",
  '# no comment',
  '- item',
  'a: b',
  '[x, y]',
  ' spaced ',
  '{k: v}',
]
const name = fc.oneof(
  fc.constantFrom(...awkward),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    .filter((text) => !/[\r\n\u2028\u2029\u0085\u0000]/.test(text) && text.trim() !== ''),
)

const sizes: readonly Extent[] = [
  { width: 1, height: 1 },
  { width: 40, height: 30 },
  { width: 97, height: 200 },
]

/** Files of the sizes that generated images have: a name of each ends in its position here. */
export const imageSizes = sizes

const side = (whole: number): fc.Arbitrary<readonly [number, number]> =>
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1e-3, max: 1, noNaN: true }))
    .map(([at, part]) => [at * (1 - part) * whole, (at * (1 - part) + part) * whole] as const)

const boxIn = ({ width, height }: Extent): fc.Arbitrary<Box> =>
  fc.tuple(side(width), side(height)).map(([[x1, x2], [y1, y2]]) => [x1, y1, x2, Math.max(y2, y1)] as const)

const cornersIn = ({ width, height }: Extent): fc.Arbitrary<Corners> => {
  const point = fc.tuple(fc.double({ min: 0, max: width, noNaN: true }), fc.double({ min: 0, max: height, noNaN: true }))
  return fc
    .tuple(point, point, point, point)
    .map((points): Corners => {
      const [[x1, y1], [x2, y2], [x3, y3], [x4, y4]] = points
      return [x1, y1, x2, y2, x3, y3, x4, y4]
    })
    .filter((corners) => area(around(corners)) > 1e-6)
}

const attributes: fc.Arbitrary<Attributes | undefined> = fc.option(
  fc.record(
    {
      area: fc.double({ min: 0, max: 1e4, noNaN: true }),
      difficult: fc.constantFrom(0, 1, 2),
      truncation: fc.constantFrom(0, 1),
      occlusion: fc.constantFrom(0, 1, 2),
      uncertain: fc.boolean(),
      logo: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  { nil: undefined },
)

const object = (size: Extent, classes: number): fc.Arbitrary<Omit<Annotation, 'id' | 'record'>> =>
  fc
    .record({
      label: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: classes - 1 }) }, { weight: 1, arbitrary: fc.constant(undefined) }),
      shape: fc.oneof(
        boxIn(size).map((box) => ({ box })),
        cornersIn(size).map((corners) => ({ box: around(corners), corners })),
      ),
      kind: fc.constantFrom('plain', 'plain', 'plain', 'crowd', 'ignored'),
      attributes,
    })
    .map(({ label, shape, kind, attributes: given }) => ({
      label,
      ...shape,
      crowd: kind === 'crowd',
      ignored: kind !== 'plain',
      ...(given === undefined || Object.keys(given).length === 0 ? {} : { attributes: given }),
    }))

const image = (classes: number): fc.Arbitrary<Omit<AnnotatedImage, 'id' | 'file' | 'source'> & { readonly size: Extent }> =>
  fc.constantFrom(...sizes).chain((size) =>
    fc
      .tuple(
        fc.oneof(
          fc.constant([]),
          fc.array(object(size, classes), { maxLength: 8 }),
          fc.array(object(size, classes), { minLength: 30, maxLength: 40 }),
        ),
        fc.boolean(),
      )
      .map(([objects, numbered]) => ({
        size,
        objects: objects.map((one, record) => ({ ...one, record, ...(numbered ? { id: record } : {}) })),
      })),
  )

const folders = ['', 'a/', 'a/b c/', 'ü/']

/** Data sets with names of classes of any kind, crowded and empty images, oriented boxes, crowds, ignored objects and regions of no class. */
export const datasets: fc.Arbitrary<Dataset> = fc
  .uniqueArray(fc.record({ id: fc.nat({ max: 1e6 }), name }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ name: n }) => n.trim().replace(/\s+/g, '-'),
  })
  .map((classes): readonly Category[] => [...new Map(classes.map((c) => [c.id, c])).values()])
  .chain((classes) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...folders), fc.nat({ max: 1e5 }), fc.constantFrom('jpg', 'PNG', 'tif')), {
        minLength: 1,
        maxLength: 5,
        selector: ([folder, n]) => `${folder}${String(n)}`,
      })
      .chain((files) => fc.tuple(...files.map((file) => image(classes.length).map((one) => [file, one] as const))))
      .map((images) => {
        const state = { next: 5 }
        return {
          folder: 'images',
          classes,
          images: images.map(([[folder, n, extension], one], i) => ({
            id: 3 * i + 1,
            file: `${folder}${String(n)}.${extension}`,
            source: 'made',
            ...one,
            objects: one.objects.map((o) => ('id' in o ? { ...o, id: state.next++ } : o)),
          })),
        }
      }),
  )

/** To nine digits after the point. */
export const rounded = (numbers: readonly number[]): readonly number[] => numbers.map((x) => Math.round(x * 1e9) / 1e9 + 0)
