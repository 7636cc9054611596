import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import sharp from 'sharp'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { Extent } from '../boxes/box.ts'

/** Formats that hold pixels only. */
const raster: readonly string[] = ['jpeg', 'png', 'webp', 'tiff', 'gif']

/**
 * The size of an image as it is shown, turned as its EXIF orientation says, from its header: no pixels are read, however many there are.
 *
 * @returns an Issue where the file is missing or no image
 */
export const imageSize = (path: string): TE.TaskEither<Issue, Extent> =>
  pipe(
    TE.tryCatch(
      () => sharp(path, { limitInputPixels: false }).metadata(),
      (e) =>
        issue('image: broken', e instanceof Error ? (e.message.split('\n')[0] ?? '') : String(e), 'replace the file', { path: [path] }),
    ),
    TE.chainEitherK(({ format, autoOrient: { width, height } }) =>
      raster.includes(format)
        ? E.right({ width, height })
        : E.left(
            issue('image: unknown format', `expected one of ${raster.join(', ')}, found ${format}`, 'convert it to PNG or JPEG', {
              path: [path],
            }),
          ),
    ),
  )
