import { basename, dirname, join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isFolder } from '../../../files/is-folder.ts'
import type { Place, Read } from '../format.ts'
import { annotationText } from '../text.ts'
import { withSizes } from '../sizes.ts'
import { cocoDataset, type IgnoreRule } from './dataset.ts'
import { decodeCoco } from './json.ts'

/**
 * Reads COCO's annotations with area, ids, `iscrowd`, `ignore` and what other formats' attributes a file holds beside them.
 *
 * @param ignored what makes an object ignored
 */
export const cocoReader =
  (ignored: IgnoreRule): Read =>
  (place) =>
    pipe(
      TE.Do,
      TE.bind('images', () => TE.fromTask(() => imagesOf(place))),
      TE.bind('coco', () => pipe(annotationText(place.path), TE.chainEitherK(decodeCoco(place.path)))),
      TE.map(({ images, coco }) => cocoDataset({ file: place.path, images, ignored })(coco)),
      TE.chain(({ dataset, faults }) =>
        TE.fromTask(async () => ({ dataset: { ...dataset, images: await withSizes(dataset.folder, dataset.images) }, faults })),
      ),
    )

/**
 * Reads COCO's instances JSON. Boxes become continuous xyxy pixels; crowds and `ignore` are ignored.
 *
 * @example readCoco({ path: 'seals/train.json', images: 'seals/train' })
 */
export const readCoco: Read = cocoReader('ignore')

/** `DIR/train.json` beside `DIR/train`, `DIR/annotations/instances_train.json` beside `DIR/train`, or `images` in their place; else the file's own folder. */
const imagesOf = async ({ path, images }: Place): Promise<string> => {
  if (images !== undefined) return images
  const here = dirname(path)
  const stem = basename(path).replace(/\.json$/i, '')
  for (const folder of [
    join(here, stem),
    join(here, 'images'),
    join(here, '..', stem.replace(/^instances_/, '')),
    join(here, '..', 'images'),
  ])
    if (await isFolder(folder)) return folder
  return here
}
