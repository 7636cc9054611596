import * as fc from 'fast-check'
import type { Box, Extent } from '../../../../stdlib/boxes/box.ts'
import type { AnnotatedImage, Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'

const box = ({ width, height }: Extent): fc.Arbitrary<Box> =>
  fc
    .tuple(fc.nat(width - 2), fc.nat(height - 2), fc.integer({ min: 1, max: width - 1 }), fc.integer({ min: 1, max: height - 1 }))
    .map(([x, y, w, h]) => [x, y, Math.min(width, x + w), Math.min(height, y + h)])

const image = (id: number, classes: number): fc.Arbitrary<AnnotatedImage> =>
  fc.record({ width: fc.integer({ min: 8, max: 60 }), height: fc.integer({ min: 8, max: 60 }) }).chain((size) =>
    fc
      .uniqueArray(fc.record({ box: box(size), label: fc.nat(classes - 1), ignored: fc.boolean() }), {
        maxLength: 6,
        selector: (o) => o.box.join(),
      })
      .map((objects) => ({
        id,
        file: `sub/${String(id)}.png`,
        size,
        source: 'train.json',
        objects: objects.map((o, record): Annotation => ({ ...o, crowd: false, record: 100 * id + record })),
      })),
  )

/** Data sets without a defect: every box inside its image and of whole pixels, none twice. */
export const clean: fc.Arbitrary<Dataset> = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })).chain(([n, classes]) =>
  fc.tuple(...Array.from({ length: n }, (_, i) => image(i + 1, classes))).map((images) => ({
    folder: 'images',
    classes: Array.from({ length: classes }, (_, i) => ({ id: 10 + i, name: `class ${String(i)}` })),
    images,
  })),
)

/** The data set with one of its images, chosen by any number, replaced. */
export const withImage = (dataset: Dataset, any: number, f: (image: AnnotatedImage) => AnnotatedImage): readonly [Dataset, number] => {
  const at = any % dataset.images.length
  return [{ ...dataset, images: dataset.images.map((one, i) => (i === at ? f(one) : one)) }, at]
}

export const object = (more: Partial<Annotation> = {}): Annotation => ({
  label: 0,
  box: [1, 1, 3, 4],
  crowd: false,
  ignored: false,
  record: 7,
  ...more,
})

/** One image of 20 × 10 pixels, class `ship`. */
export const one = (objects: readonly Annotation[], more: Partial<AnnotatedImage> = {}): Dataset => ({
  folder: 'images',
  classes: [{ id: 1, name: 'ship' }],
  images: [{ id: 1, file: 'a.png', size: { width: 20, height: 10 }, source: 'train.json', objects, ...more }],
})
