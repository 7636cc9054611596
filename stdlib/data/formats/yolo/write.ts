import { relative, resolve, sep } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { grouped } from '../../../../dsl/core/amount.ts'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import { area, type Box, clip, type Extent } from '../../../boxes/box.ts'
import { type Parts, writeNewFolder } from '../../../files/afresh.ts'
import type { AnnotatedImage, Annotation, Category, Dataset } from '../../dataset.ts'
import type { Write } from '../format.ts'
import { byStem, namesFit } from '../labels/written.ts'
import { count, type Loss, losses } from '../losses.ts'

/**
 * Writes a folder of YOLO labels: `labels/NAME.txt` for each image with objects, `data.yaml` and `classes.txt`. Numbers have all their digits, so that a box
 * comes back to 1e-9 of the image's size.
 *
 * Boxes end at the image's border, as the YOLOs refuse a file with one that does not. Lost are ignored objects, which YOLO cannot tell from others, boxes of
 * no size or outside, corners, attributes, and the numbers of images and classes: a class is its position.
 *
 * @returns an Issue for an image of unknown size, for two images that differ in nothing but their extension, and for parts of images
 */
export const writeYolo: Write = (to) => (dataset) =>
  pipe(
    TE.fromEither(namesFit(dataset.classes)),
    TE.chainEitherK(() => byStem(dataset)),
    TE.chainEitherK((stems) => {
      const sizes = [...stems].map(([stem, image]) => ({ stem, image, size: image.size }))
      const [first, ...others] = sizes.flatMap(({ image, size }) => (size === undefined ? [image] : []))
      return first === undefined
        ? E.right(sizes.flatMap(({ stem, image, size }) => (size === undefined ? [] : [placed(stem, image, size)])))
        : E.left(sizeless(first, others))
    }),
    TE.chain((files) =>
      pipe(
        writeNewFolder(to, folderOf(dataset, to, files)),
        TE.map(() => ({
          files: count(files, ({ boxes }) => boxes.length > 0) + 2,
          images: files.length,
          objects: files.reduce((n, { boxes }) => n + boxes.length, 0),
          losses: lost(dataset, files),
        })),
      ),
    ),
  )

interface Placed {
  readonly stem: string
  readonly size: Extent
  readonly boxes: readonly { readonly label: number; readonly box: Box; readonly cut: boolean }[]
}

const isTold = ({ ignored, label }: Annotation): boolean => !ignored && label !== undefined

/** Images that an issue names. */
const few = 3

const sizeless = (first: AnnotatedImage, others: readonly AnnotatedImage[]): Issue => {
  const all = [first, ...others]
  const named = all.slice(0, few).map(({ file }) => file)
  return issue(
    'convert: unknown size',
    `YOLO’s boxes are parts of the image, but the ${all.length === 1 ? 'size of 1 image is' : `sizes of ${grouped(all.length)} images are`} not known`,
    'name the folder of the images: --images DIR',
    {
      path: [first.source],
      evidence: [['images', `${named.join(', ')}${all.length > few ? `, and ${grouped(all.length - few)} more` : ''}`]],
    },
  )
}

const placed = (stem: string, { objects }: AnnotatedImage, size: Extent): Placed => {
  const boxes = objects.flatMap((object) => {
    const { label, box: whole } = object
    const box = clip(size)(whole)
    return label === undefined || !isTold(object) || !(area(box) > 0) ? [] : [{ label, box, cut: box.some((v, i) => v !== whole[i]) }]
  })
  return { stem, size, boxes }
}

/** `class x y width height`, of 0 to 1. */
const line = ({ width, height }: Extent, label: number, [x1, y1, x2, y2]: Box): string =>
  `${label} ${(x1 + x2) / 2 / width} ${(y1 + y2) / 2 / height} ${(x2 - x1) / width} ${(y2 - y1) / height}\n`

function* folderOf({ folder, classes }: Dataset, to: string, files: readonly Placed[]): Generator<readonly [string, Parts]> {
  yield ['data.yaml', [yaml(folder, to, classes)]]
  yield ['classes.txt', classes.map(({ name }) => `${name}\n`)]
  for (const { stem, size, boxes } of files)
    if (boxes.length > 0) yield [`labels/${stem}.txt`, boxes.map(({ label, box }) => line(size, label, box))]
}

/** JSON's texts are YAML's, too. */
const yaml = (folder: string, to: string, classes: readonly Category[]): string =>
  [
    '# Images are not copied: they belong into images/ beside labels/. They were read from',
    `# ${JSON.stringify(relative(resolve(to), resolve(folder)).split(sep).join('/'))}`,
    'train: images',
    'val: images',
    'names:',
    ...classes.map(({ name }, i) => `  ${i}: ${JSON.stringify(name)}`),
    '',
  ].join('\n')

const lost = ({ classes, images }: Dataset, files: readonly Placed[]): readonly Loss[] => {
  const all = images.flatMap(({ objects }) => objects)
  const told = all.filter(isTold)
  const boxes = files.flatMap((file) => file.boxes)
  return losses([
    ['regions of no class left out', count(all, ({ label }) => label === undefined)],
    ['crowds left out', count(all, ({ label, crowd }) => label !== undefined && crowd)],
    ['ignored objects left out', count(all, ({ label, ignored, crowd }) => label !== undefined && ignored && !crowd)],
    ['boxes of no size, or outside their image, left out', told.length - boxes.length],
    ['boxes cut at the border', count(boxes, ({ cut }) => cut)],
    ['objects without their corners', count(told, ({ corners }) => corners !== undefined)],
    ['objects without their attributes', count(told, ({ attributes }) => attributes !== undefined)],
    ['classes with another number', count(classes, ({ id }) => classes[id]?.id !== id)],
  ])
}
