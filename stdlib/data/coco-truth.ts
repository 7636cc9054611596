import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { type Box, area, clip } from '../boxes/box.ts'
import type { Coco, CocoAnnotation, CocoImage } from './coco-json.ts'
import type { Category, Dataset, Sample } from './dataset.ts'

export interface Placement {
  readonly annotations: string
  readonly images: string
  readonly empty?: 'background' | 'drop'
}

/** Gathers each image's boxes, in the order of the file. Images and categories are known to be distinct. */
export const assemble = (coco: Coco, classes: readonly Category[], o: Placement): E.Either<Issue, Dataset> => {
  const categories = new Set(coco.categories.map(({ id }) => id))
  const images = new Map(coco.images.map((image) => [image.id, image]))
  const labels = new Map(classes.map(({ id }, i) => [id, i]))
  const objects = new Map<number, Kept[]>(coco.images.map(({ id }) => [id, []]))
  const counts = { noSize: 0, outside: 0, otherClass: 0, clipped: 0 }
  for (const [i, annotation] of coco.annotations.entries()) {
    const image = images.get(annotation.image_id)
    if (image === undefined) return E.left(dangling(o.annotations, i, 'image_id', 'images', annotation))
    if (!categories.has(annotation.category_id)) return E.left(dangling(o.annotations, i, 'category_id', 'categories', annotation))
    const read = place(annotation, image, labels.get(annotation.category_id))
    if ('left' in read) counts[read.left] += 1
    else {
      if (read.clipped) counts.clipped += 1
      objects.get(image.id)?.push(read)
    }
  }
  const { clipped, ...dropped } = counts
  const all = coco.images.map((image) => sample(image, objects.get(image.id) ?? []))
  const samples = o.empty === 'drop' ? all.filter(({ truth }) => truth.boxes.length > 0) : all
  return E.right({
    folder: o.images,
    classes,
    samples,
    dropped: { ...dropped, images: all.length - samples.length },
    clipped,
  })
}

interface Kept {
  readonly box: Box
  readonly label: number
  readonly ignored: boolean
  readonly clipped: boolean
}

/** An annotation on its image, or why it is left out. */
const place = (
  { bbox: [x, y, w, h], iscrowd, ignore }: CocoAnnotation,
  image: CocoImage,
  label: number | undefined,
): Kept | { readonly left: 'noSize' | 'outside' | 'otherClass' } => {
  const whole: Box = [x, y, x + w, y + h]
  const box = clip(image)(whole)
  if (label === undefined) return { left: 'otherClass' }
  // x + w can round to x where w is not 0.
  if (!whole.every(Number.isFinite) || !(w > 0 && h > 0 && area(whole) > 0)) return { left: 'noSize' }
  if (area(box) === 0) return { left: 'outside' }
  return { box, label, ignored: isSet(iscrowd) || isSet(ignore), clipped: box.some((v, i) => v !== whole[i]) }
}

const isSet = (flag: 0 | 1 | boolean | undefined): boolean => flag === true || flag === 1

const sample = ({ id, file_name, width, height }: CocoImage, objects: readonly Kept[]): Sample => {
  const truth = (ignored: boolean) => {
    const some = objects.filter((o) => o.ignored === ignored)
    return { boxes: some.map(({ box }) => box), labels: some.map(({ label }) => label) }
  }
  return { id, file: file_name, width, height, truth: truth(false), ignored: truth(true) }
}

const dangling = (file: string, index: number, key: 'image_id' | 'category_id', list: string, annotation: CocoAnnotation): Issue =>
  issue(
    'data: unknown number',
    `${key} names one of ${list}, but none has id ${annotation[key]}`,
    `add it to ${list}, or remove the annotation`,
    {
      path: [file, 'annotations', String(index), key],
      evidence: [['bbox', annotation.bbox.join(', ')]],
    },
  )
