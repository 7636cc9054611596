import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue, under } from '../../dsl/core/issue.ts'
import { nearest } from '../../dsl/core/nearest.ts'
import { type Coco, decodeCoco } from './coco-json.ts'
import { assemble } from './coco-truth.ts'
import type { Category, Dataset } from './dataset.ts'
import { fileWithin, realFolder } from './folder.ts'

export interface CocoOptions {
  /** Path of the instances JSON. */
  readonly annotations: string
  /** Folder that `file_name` is relative to. */
  readonly images: string
  /** Names of the classes to keep, in the order that training numbers them; all of them by ascending id where left out. */
  readonly classes?: readonly string[]
  /** What an image without boxes is: a picture of background (default), or left out as mmdet does. */
  readonly empty?: 'background' | 'drop'
}

/**
 * Reads a COCO data set: the JSON and the names of its images, which must all exist; pixels are read later.
 *
 * Boxes become continuous xyxy pixels. Those of no size or wholly outside their image are dropped and counted, those across its border are
 * clipped; crowds and `ignore` are kept apart. The classes not asked for are dropped with their boxes.
 *
 * @returns an Issue naming file, record and value for malformed JSON, a missing key, a wrong type, a number of an image or a category that is
 * unknown or taken twice, an image that is missing or outside the folder, and a data set without images
 * @example readCoco({ annotations: 'seals/train.json', images: 'seals/train', classes: ['pup', 'cow', 'bull'] })
 */
export const readCoco = (o: CocoOptions): TE.TaskEither<Issue, Dataset> =>
  pipe(
    TE.tryCatch(
      () => readFile(o.annotations, 'utf8'),
      (e) =>
        issue('data: annotations cannot be read', e instanceof Error ? e.message : String(e), 'check the path', { path: [o.annotations] }),
    ),
    TE.chainEitherK(decodeCoco(o.annotations)),
    TE.chain((coco) =>
      pipe(
        TE.fromEither(cocoDataset(coco, o)),
        TE.chainFirst((dataset) => imagesExist(dataset, coco, o.annotations)),
      ),
    ),
  )

/** The pure part of `readCoco`: everything but files. */
export const cocoDataset = (coco: Coco, o: CocoOptions): E.Either<Issue, Dataset> =>
  pipe(
    distinct(coco, o.annotations),
    E.chain(() => chosen(coco.categories, o)),
    E.chain((classes) => assemble(coco, classes, o)),
    E.filterOrElse(
      ({ samples }) => samples.length > 0,
      () =>
        issue(
          'data: no images',
          `${coco.images.length} images are listed, and none is left`,
          "check the file, or set empty: 'background'",
          {
            path: [o.annotations],
          },
        ),
    ),
  )

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
            {
              path: [file, list, String(at), key],
            },
          ),
        ]
  }
  const [found] = [
    ...repeated(
      'images',
      'id',
      coco.images.map(({ id }) => id),
    ),
    ...repeated(
      'categories',
      'id',
      coco.categories.map(({ id }) => id),
    ),
    ...repeated(
      'categories',
      'name',
      coco.categories.map(({ name }) => name),
    ),
  ]
  return found === undefined ? E.right(undefined) : E.left(found)
}

const chosen = (all: readonly Category[], o: CocoOptions): E.Either<Issue, readonly Category[]> => {
  const known = all.map(({ id, name }) => ({ id, name })).sort((a, b) => a.id - b.id)
  if (o.classes === undefined) return E.right(known)
  const names = known.map(({ name }) => name)
  const unknown = o.classes.find((name) => !names.includes(name))
  return unknown === undefined
    ? E.right([...new Set(o.classes)].flatMap((name) => known.filter((c) => c.name === name)))
    : E.left(
        issue('data: unknown class', `${JSON.stringify(unknown)} is no category of the file`, meant(unknown, names), {
          path: [o.annotations, 'categories'],
          evidence: [['known', names.join(', ')]],
        }),
      )
}

const meant = (name: string, names: readonly string[]): string => {
  const near = nearest(name, names)
  return near === undefined ? 'name a known category' : `do you mean ${near}?`
}

const imagesExist = ({ folder, samples }: Dataset, { images }: Coco, file: string): TE.TaskEither<Issue, undefined> =>
  pipe(
    realFolder(folder),
    TE.chain((real) => async () => {
      const kept = new Set(samples.map(({ id }) => id))
      for (const [i, image] of images.entries()) {
        const found = kept.has(image.id) ? await fileWithin(real)(image.file_name)() : E.right('')
        if (E.isLeft(found)) return E.left(under(file, 'images', String(i), 'file_name')(found.left))
      }
      return E.right(undefined)
    }),
  )
