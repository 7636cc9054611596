import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import { isFolder } from '../../stdlib/files/is-folder.ts'
import { decodeList, Finite, Id, record, type RecordCodec } from '../../stdlib/eval/records.ts'
import { onePart } from '../data/one-part.ts'
import { readJson } from '../json-file.ts'

/** What detection takes from a ground truth: which number an image has, and the size that it was annotated at. */
export interface ImageRecord {
  readonly id: number
  readonly file_name: string
  readonly width?: number | undefined
  readonly height?: number | undefined
}

/** The size of an image as its record says, where it says it. */
export const declaredSize = ({ width, height }: ImageRecord): Extent | undefined =>
  width === undefined || height === undefined ? undefined : { width, height }

const Image: RecordCodec<ImageRecord> = record('image', { id: Id, file_name: t.string }, { width: Finite, height: Finite })
const Named: RecordCodec<Category> = record('category', { id: Id, name: t.string }, {})

type Issues = NonEmptyArray<Issue>

export interface GroundTruth {
  readonly images: readonly ImageRecord[]
  readonly warnings: readonly Issue[]
}

/** Results carry the numbers of the training data; where the ground truth numbers a class otherwise, they would count as wrong. */
const otherNumbers = (file: string, classes: readonly Category[], categories: readonly Category[]): readonly Issue[] =>
  classes.flatMap(({ id, name }) => {
    const there = categories.find((c) => c.name === name)
    return there === undefined || there.id === id
      ? []
      : [
          issue(
            'detect: category number',
            `${name} is category ${String(id)} in the training data, but ${String(there.id)} in the ground truth`,
            'results carry the numbers of the training data: renumber one before you evaluate',
            { path: [file, 'categories'] },
          ),
        ]
  })

/** Images of annotations in any format, with the numbers that an evaluation gives them. */
const readDataset = (path: string, split: string | undefined, classes: readonly Category[]): TE.TaskEither<Issues, GroundTruth> =>
  pipe(
    onePart(path, { split }),
    TE.chain(({ format, place }) => formats[format].read(place)),
    TE.bimap(
      (i): Issues => [i],
      ({ dataset }) => ({
        images: dataset.images.map(({ id, file, size }): ImageRecord => ({ id, file_name: file, ...size })),
        warnings: otherNumbers(path, classes, dataset.classes),
      }),
    ),
  )

/**
 * Reads the images of a ground truth: COCO's JSON, which need not have annotations, or a folder in any format. Categories that disagree
 * with the run’s are a warning. Of several splits, one is asked for.
 */
export const readGroundTruth = (path: string, classes: readonly Category[], split?: string): TE.TaskEither<Issues, GroundTruth> =>
  pipe(
    TE.fromTask<boolean, Issues>(() => isFolder(path)),
    TE.chain((folder) => (folder || split !== undefined ? readDataset(path, split, classes) : readFile(path, classes))),
  )

const readFile = (file: string, classes: readonly Category[]): TE.TaskEither<Issues, GroundTruth> =>
  pipe(
    readJson(file),
    TE.mapLeft((i): Issues => [i]),
    TE.chainEitherK((json) => {
      if (!t.UnknownRecord.is(json) || Array.isArray(json) || json['images'] === undefined)
        return E.left<Issues>([
          issue('detect: no ground truth', 'a ground truth is an object with `images`', 'name a file of annotations in COCO’s format', {
            path: [file],
          }),
        ])
      const categories = decodeList(Named)(json['categories'] ?? [])
      return pipe(
        decodeList(Image)(json['images']),
        E.bimap(map(under(file, 'images')), (images) => ({
          images,
          warnings: E.isRight(categories) ? otherNumbers(file, classes, categories.right) : [],
        })),
      )
    }),
  )
