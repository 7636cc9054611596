import * as E from 'fp-ts/lib/Either.js'
import type { AnnotatedImage } from '../dataset.ts'
import { imageSize } from '../image-size.ts'
import { inTurn } from '../in-turn.ts'
import { openFiles } from '../open-files.ts'

/** Files of a data set that are open at a time while it is read. */
export const together = 8

/** Images with the size in their file where annotations do not tell it, and the file does. That of a part of an image is the part's. */
export const withSizes = async (folder: string, images: readonly AnnotatedImage[]): Promise<readonly AnnotatedImage[]> => {
  if (images.every(({ size }) => size !== undefined)) return images
  const files = await openFiles(folder)()
  return inTurn(together)(images, async (image) => {
    if (image.size !== undefined) return image
    if (image.corner !== undefined) {
      const [x1, y1, x2, y2] = image.corner
      return { ...image, size: { width: x2 - x1, height: y2 - y1 } }
    }
    const found = E.isLeft(files) ? files : await imageSize(files.right)(image.file)()
    return E.isLeft(found) ? image : { ...image, size: found.right }
  })
}
