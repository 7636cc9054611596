import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { area } from '../../../boxes/box.ts'
import { writeNewFile } from '../../../files/afresh.ts'
import type { AnnotatedImage, Annotation, Category, Dataset } from '../../dataset.ts'
import { regionsCategory } from './regions.ts'
import type { Write, Written } from '../format.ts'
import { count, losses } from '../losses.ts'

/**
 * Writes COCO's instances JSON as a new file: `bbox` [x, y, width, height], `area` as it was given, else width · height, `iscrowd`, and `ignore`
 * of what is ignored without being a crowd. Attributes, corners and parts of images are kept under their names in other formats
 * (`difficult`, `truncation`, `occlusion`, `uncertain`, `logo`, `corners`, `corner`, `in_dense_image`), where `readCoco` finds them.
 *
 * Regions of no class have a category of their own (`regionsCategory`), whose crowds neither pycocotools nor training counts.
 *
 * Lost are boxes that are no numbers. Numbers of annotations are kept where each has its own; else they are counted from 1.
 */
export const writeCoco: Write = (to) => (dataset) =>
  pipe(
    writeNewFile(to, cocoText(dataset)),
    TE.map(() => written(dataset)),
  )

const written = ({ images }: Dataset): Written => {
  const all = images.flatMap(({ objects }) => objects)
  const numberless = count(all, (object) => !isWritten(object))
  return {
    files: 1,
    images: images.length,
    objects: all.length - numberless,
    losses: losses([
      ['boxes that are no numbers left out', numberless],
      [
        'ignored objects to pycocotools, which overlooks `ignore`',
        count(all, (object) => isWritten(object) && object.ignored && !object.crowd),
      ],
      ['images without width and height', count(images, ({ size }) => size === undefined)],
    ]),
  }
}

/** JSON has no infinity. */
const isWritten = ({ box }: Annotation): boolean => box.every(Number.isFinite)

/** The JSON, one record a line. */
export function* cocoText({ classes, images }: Dataset): Generator<string> {
  const ids = idsOf(images)
  const regions = regionsCategory(classes)
  const categories = images.some(({ objects }) => objects.some(({ label }) => label === undefined)) ? [...classes, regions] : classes
  yield '{"images":['
  for (const [i, image] of images.entries()) yield separated(i, imageRecord(image))
  yield '\n],"annotations":['
  const state = { next: 0 }
  for (const image of images) {
    const kept = image.objects.flatMap((object) => {
      const category = object.label === undefined ? regions : classes[object.label]
      if (category === undefined || !isWritten(object)) return []
      const at = state.next++
      return [separated(at, annotationRecord(image, object, category, ids?.[at] ?? at + 1))]
    })
    yield kept.join('')
  }
  yield '\n],"categories":['
  for (const [i, { id, name }] of categories.entries()) yield separated(i, id === regions.id ? regions : { id, name })
  yield '\n]}\n'
}

const separated = (i: number, record: object): string => `${i === 0 ? '\n' : ',\n'}${JSON.stringify(record)}`

/** The numbers of the annotations that are written, if each has one of its own. */
const idsOf = (images: readonly AnnotatedImage[]): readonly number[] | undefined => {
  const ids = images.flatMap(({ objects }) => objects.filter(isWritten).map(({ id }) => id))
  const known = ids.filter((id) => id !== undefined)
  return known.length === ids.length && new Set(known).size === known.length ? known : undefined
}

const imageRecord = ({ id, file, size, corner }: AnnotatedImage): object => ({
  id,
  file_name: file,
  ...(size === undefined ? {} : { width: size.width, height: size.height }),
  ...(corner === undefined ? {} : { corner }),
})

const annotationRecord = (image: AnnotatedImage, object: Annotation, category: Category, id: number): object => {
  const { box, crowd, ignored, corners, attributes } = object
  const [x1, y1, x2, y2] = box
  return {
    id,
    image_id: image.id,
    category_id: category.id,
    bbox: [x1, y1, x2 - x1, y2 - y1],
    area: attributes?.area ?? area(box),
    iscrowd: crowd ? 1 : 0,
    ...(ignored && !crowd ? { ignore: 1 } : {}),
    ...attributes,
    ...(corners === undefined ? {} : { corners }),
    ...(image.dense === undefined ? {} : { in_dense_image: image.dense }),
  }
}
