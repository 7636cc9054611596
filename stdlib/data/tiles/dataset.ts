import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue, under } from '../../../dsl/core/issue.ts'
import { height, width } from '../../boxes/box.ts'
import type { AnnotatedImage, Annotation, Dataset } from '../dataset.ts'
import { unknownSize } from '../unknown-size.ts'
import { type PartRule, keptIn } from './keeping.ts'
import { type Tiling, windows } from './tiling.ts'

/**
 * The tiles of a data set as a data set: each is an image of its own, numbered from 1, whose `corner` is the part that it is of the file of
 * the whole. No pixels are read or written. Tiles without objects are images without objects (`Choice` says what becomes of them).
 *
 * @returns an Issue for an image of unknown size, one that is a part already, and one of too many tiles
 * @example tiled(tilePresets.dota)(dataset)
 */
export const tiled =
  ({ tiling, keeping }: { readonly tiling: Tiling; readonly keeping: PartRule }) =>
  (dataset: Dataset): E.Either<Issue, Dataset> => {
    const images: AnnotatedImage[] = []
    for (const image of dataset.images) {
      const tiles = tilesOf(tiling, keeping, image)
      if (E.isLeft(tiles)) return tiles
      for (const tile of tiles.right) images.push({ ...tile, id: images.length + 1 })
    }
    return E.right({ ...dataset, images })
  }

const tilesOf = (tiling: Tiling, keeping: PartRule, image: AnnotatedImage): E.Either<Issue, readonly AnnotatedImage[]> => {
  const { size } = image
  const wrong = (what: string, message: string, hint: string): E.Either<Issue, never> =>
    E.left(issue(`tiles: ${what}`, message, hint, { path: [image.source, image.file] }))
  if (size === undefined) return E.left(unknownSize([image.source, image.file]))
  if (image.corner !== undefined)
    return wrong('cut before', 'only whole images are cut, but this one is a part of its file', 'take the annotations of the whole images')
  return pipe(
    windows(tiling)(size),
    E.bimap(under(image.source, image.file), (all): readonly AnnotatedImage[] =>
      all.map((window) => ({
        ...image,
        size: { width: width(window), height: height(window) },
        corner: window,
        whole: size,
        objects: image.objects.flatMap((object): readonly Annotation[] => {
          const kept = keptIn(keeping)(window)(object)
          return kept === undefined ? [] : [kept]
        }),
      })),
    ),
  )
}
