import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { join } from 'node:path'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Extent } from '../boxes/box.ts'
import type { Files } from './files.ts'
import { sizeIn } from './image.ts'

/** Most files have their size in these bytes, after EXIF and a colour profile. */
const START = 2 ** 16

/**
 * The size of an image as it is shown, turned as its EXIF orientation says, from its header: no pixels are decoded, however many there are.
 *
 * @returns an Issue where the file is missing, leaves its place, or is no image
 */
export const imageSize =
  (files: Files) =>
  (file: string): TE.TaskEither<Issue, Extent> => {
    const from = (most?: number): TE.TaskEither<Issue, Extent> =>
      pipe(
        files.bytes(file, most),
        TE.chain((bytes) => sizeIn(bytes, join(files.at, file))),
      )
    return pipe(
      files.find(file),
      TE.chain(({ size }) => (size <= START ? from() : TE.orElse(() => from())(from(START)))),
    )
  }
