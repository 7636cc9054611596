import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Annotation, Dataset } from '../../dataset.ts'
import type { Coco, CocoAnnotation } from './json.ts'

/** Where a COCO data set lies. */
export interface CocoPlace {
  /** Path of the instances JSON. */
  readonly annotations: string
  /** Folder that `file_name` is relative to. */
  readonly images: string
}

/** Gathers each image's boxes, in the order of the file. Categories keep its order too. */
export const cocoDataset =
  (o: CocoPlace) =>
  (coco: Coco): E.Either<Issue, Dataset> =>
    pipe(
      distinct(coco, o.annotations),
      E.chain(() => assemble(coco, o)),
    )

const assemble = (coco: Coco, o: CocoPlace): E.Either<Issue, Dataset> => {
  const labels = new Map(coco.categories.map(({ id }, i) => [id, i]))
  const objects = new Map<number, Annotation[]>(coco.images.map(({ id }) => [id, []]))
  for (const [i, annotation] of coco.annotations.entries()) {
    const label = labels.get(annotation.category_id)
    if (label === undefined) return E.left(dangling(o.annotations, i, 'category_id', 'categories', annotation))
    const image = objects.get(annotation.image_id)
    if (image === undefined) return E.left(dangling(o.annotations, i, 'image_id', 'images', annotation))
    image.push(object(annotation, label, i))
  }
  return E.right({
    folder: o.images,
    classes: coco.categories.map(({ id, name }) => ({ id, name })),
    images: coco.images.map(({ id, file_name, width, height }) => ({
      id,
      file: file_name,
      size: { width, height },
      source: o.annotations,
      objects: objects.get(id) ?? [],
    })),
  })
}

const object = ({ bbox: [x, y, w, h], iscrowd, ignore }: CocoAnnotation, label: number, record: number): Annotation => ({
  label,
  box: [x, y, x + w, y + h],
  crowd: isSet(iscrowd),
  ignored: isSet(iscrowd) || isSet(ignore),
  record,
})

const isSet = (flag: 0 | 1 | boolean | undefined): boolean => flag === true || flag === 1

/** Numbers and names that must not be taken twice. */
const distinct = (coco: Coco, file: string): E.Either<Issue, undefined> => {
  const repeated = (list: string, key: string, values: readonly (number | string)[]): readonly Issue[] => {
    const first = new Map<number | string, number>()
    const at = values.findIndex((v, i) => first.get(v) !== undefined || !first.set(v, i))
    const value = values[at]
    return value === undefined
      ? []
      : [
          issue(
            'data: taken twice',
            `each ${key} is of one record, but ${list} ${first.get(value) ?? 0} and ${at} have ${JSON.stringify(value)}`,
            'renumber one of them',
            { path: [file, list, String(at), key] },
          ),
        ]
  }
  const numbers = (list: readonly { readonly id: number }[]): readonly number[] => list.map(({ id }) => id)
  const [found] = [
    ...repeated('images', 'id', numbers(coco.images)),
    ...repeated('categories', 'id', numbers(coco.categories)),
    ...repeated(
      'categories',
      'name',
      coco.categories.map(({ name }) => name),
    ),
  ]
  return found === undefined ? E.right(undefined) : E.left(found)
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
