import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, under } from '../../../dsl/core/issue.ts'
import type { AnnotatedImage, Dataset } from '../dataset.ts'
import { sound } from '../fault.ts'
import { openFiles } from '../open-files.ts'
import { type Choice, type Samples, samplesOf } from '../samples.ts'
import type { Place } from './format.ts'
import { formats } from './index.ts'
import type { FormatName } from './names.ts'

/**
 * Reads a data set of any format to learn from: annotations and the names of the images, which must all exist; pixels are read later.
 *
 * Boxes are continuous xyxy pixels. Those of no size or wholly outside their image are dropped and counted, those across its border are
 * clipped; what is ignored is kept apart. The classes not asked for are dropped with their boxes.
 *
 * @returns an Issue as the reader and `samplesOf` give them, for the first fatal fault, and for an image that is missing or outside the folder
 * @example readSamples('coco')({ path: 'seals/train.json', images: 'seals/train' }, { classes: ['pup', 'cow', 'bull'] })
 */
export const readSamples =
  (format: FormatName) =>
  (place: Place, choice: Choice = {}): TE.TaskEither<Issue, Samples> =>
    pipe(
      formats[format].read(place),
      TE.chainEitherK(sound),
      TE.chain((dataset) =>
        pipe(
          TE.fromEither(samplesOf(place.path)(choice)(dataset)),
          TE.chainFirst(({ samples }) => imagesExist(dataset, new Set(samples.map(({ id }) => id)))),
        ),
      ),
    )

/** Where an image is named: in a list of its file of annotations, or by the name of that file. */
const where = ({ source }: AnnotatedImage, i: number): readonly string[] =>
  source.endsWith('.json') ? [source, 'images', String(i), 'file_name'] : [source]

const imagesExist = ({ folder, images }: Dataset, kept: ReadonlySet<number>): TE.TaskEither<Issue, undefined> =>
  pipe(
    openFiles(folder),
    TE.chain((files) => async () => {
      for (const [i, image] of images.entries()) {
        const found = kept.has(image.id) ? await files.find(image.file)() : E.right(undefined)
        if (E.isLeft(found)) return E.left(under(...where(image, i))(found.left))
      }
      return E.right(undefined)
    }),
  )
