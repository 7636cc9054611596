import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue, under } from '../../../../dsl/core/issue.ts'
import type { Dataset } from '../../dataset.ts'
import { fileWithin, realFolder } from '../../folder.ts'
import { type Choice, type Samples, samplesOf } from '../../samples.ts'
import { type CocoPlace, cocoDataset } from './dataset.ts'
import { decodeCoco } from './json.ts'

export type CocoOptions = CocoPlace & Choice

/**
 * Reads COCO's annotations. Pixels are not read, and the image files need not be there.
 *
 * @returns an Issue naming file, record and value for malformed JSON, a missing key, a wrong type, a number of an image or a category that is
 * unknown or taken twice
 */
export const readAnnotations = (o: CocoPlace): TE.TaskEither<Issue, Dataset> =>
  pipe(
    TE.tryCatch(
      () => readFile(o.annotations, 'utf8'),
      (e) =>
        issue('data: annotations cannot be read', e instanceof Error ? e.message : String(e), 'check the path', { path: [o.annotations] }),
    ),
    TE.chainEitherK(decodeCoco(o.annotations)),
    TE.chainEitherK(cocoDataset(o)),
  )

/**
 * Reads a COCO data set to learn from: the JSON and the names of its images, which must all exist; pixels are read later.
 *
 * Boxes become continuous xyxy pixels. Those of no size or wholly outside their image are dropped and counted, those across its border are
 * clipped; crowds and `ignore` are kept apart. The classes not asked for are dropped with their boxes.
 *
 * @returns an Issue as `readAnnotations` and `samplesOf` give them, and for an image that is missing or outside the folder
 * @example readCoco({ annotations: 'seals/train.json', images: 'seals/train', classes: ['pup', 'cow', 'bull'] })
 */
export const readCoco = (o: CocoOptions): TE.TaskEither<Issue, Samples> =>
  pipe(
    readAnnotations(o),
    TE.chain((dataset) =>
      pipe(
        TE.fromEither(samplesOf(o.annotations)(o)(dataset)),
        TE.chainFirst(({ samples }) => imagesExist(dataset, new Set(samples.map(({ id }) => id)))),
      ),
    ),
  )

const imagesExist = ({ folder, images }: Dataset, kept: ReadonlySet<number>): TE.TaskEither<Issue, undefined> =>
  pipe(
    realFolder(folder),
    TE.chain((real) => async () => {
      for (const [i, image] of images.entries()) {
        const found = kept.has(image.id) ? await fileWithin(real)(image.file)() : E.right('')
        if (E.isLeft(found)) return E.left(under(image.source, 'images', String(i), 'file_name')(found.left))
      }
      return E.right(undefined)
    }),
  )
