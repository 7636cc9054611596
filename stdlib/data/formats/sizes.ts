import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Extent } from '../../boxes/box.ts'
import type { AnnotatedImage } from '../dataset.ts'
import { fileWithin, realFolder } from '../folder.ts'
import { imageSize } from '../image-size.ts'

/** Files open at a time. */
const together = 8

/** Runs tasks a few at a time, and keeps their order. */
export const inTurns =
  <A, B>(task: (a: A) => Promise<B>) =>
  async (all: readonly A[]): Promise<readonly B[]> => {
    const done: B[] = []
    for (let from = 0; from < all.length; from += together)
      done.push(...(await Promise.all(all.slice(from, from + together).map((a) => task(a)))))
    return done
  }

/** The size of an image file named from `folder`, whose links are resolved; an Issue also where it leaves the folder. */
export const sizeWithin =
  (folder: string) =>
  (file: string): TE.TaskEither<Issue, Extent> =>
    pipe(fileWithin(folder)(file), TE.chain(imageSize))

/** Images with the size in their file where annotations do not tell it, and the file does. That of a part of an image is the part's. */
export const withSizes = async (folder: string, images: readonly AnnotatedImage[]): Promise<readonly AnnotatedImage[]> => {
  const real = await realFolder(folder)()
  return inTurns(async (image: AnnotatedImage) => {
    if (image.size !== undefined) return image
    if (image.corner !== undefined) {
      const [x1, y1, x2, y2] = image.corner
      return { ...image, size: { width: x2 - x1, height: y2 - y1 } }
    }
    const found = E.isLeft(real) ? real : await sizeWithin(real.right)(image.file)()
    return E.isLeft(found) ? image : { ...image, size: found.right }
  })(images)
}
