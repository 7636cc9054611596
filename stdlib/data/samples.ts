import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { amount } from '../../dsl/core/amount.ts'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { type Box, type Extent, area, clip } from '../boxes/box.ts'
import { unknownClass } from './unknown-class.ts'
import { unknownSize } from './unknown-size.ts'
import type { AnnotatedImage, Annotation, Category, Dataset } from './dataset.ts'

/** The objects of one picture: box i has class `labels[i]`, counted from 0; in what is ignored -1 stands for none. */
export interface Truth {
  readonly boxes: readonly Box[]
  readonly labels: readonly number[]
}

/** A picture without objects. */
export const nothing: Truth = { boxes: [], labels: [] }

/** The same objects with each box mapped. */
export const mapBoxes =
  (f: (box: Box) => Box) =>
  (truth: Truth): Truth => ({ boxes: truth.boxes.map(f), labels: truth.labels })

/** One image to learn from or to measure on; `file` is relative to the folder, boxes are inside the image, in pixels of the file. */
export interface Sample extends Extent {
  readonly id: number
  readonly file: string
  /** Where only this part of the file is the image: on whole pixels, which may lie beyond the file's. */
  readonly window?: Box
  /** The size of the file's whole picture, where there is a window and it is known. */
  readonly whole?: Extent
  readonly truth: Truth
  /** Never trained on, and neither right nor wrong to detect. */
  readonly ignored: Truth
}

/** What was left out, or changed, on the way in. Counts are of boxes, but for `images`. */
export interface Dropped {
  /** No width or height, or no number. */
  readonly noSize: number
  /** Wholly outside the image. */
  readonly outside: number
  /** Of a class that was not asked for. */
  readonly otherClass: number
  /** Images without boxes, where these are dropped. */
  readonly images: number
}

/** A data set as training sees it: of the classes asked for, with every box inside its image. */
export interface Samples {
  readonly folder: string
  readonly classes: readonly Category[]
  readonly samples: readonly Sample[]
  readonly dropped: Dropped
  /** Boxes cut at the image's border (they are kept). */
  readonly clipped: number
}

export interface Choice {
  /** Names of the classes to keep, in the order that training numbers them; all of them by ascending id where left out. */
  readonly classes?: readonly string[]
  /** What an image without boxes is: a picture of background (default), or left out as mmdet does. */
  readonly empty?: 'background' | 'drop'
}

/**
 * Chooses classes, drops and counts boxes of no size or wholly outside their image, and clips those across its border.
 *
 * @param from what issues call the data set
 * @returns an Issue for an unknown class, an image of unknown size, and where no image is left
 * @example samplesOf('train.json')({ classes: ['ship'] })(dataset)
 */
export const samplesOf =
  (from: string) =>
  (o: Choice) =>
  (dataset: Dataset): E.Either<Issue, Samples> =>
    pipe(
      chosen(from, dataset.classes, o.classes),
      E.chain((classes) => assemble(dataset, classes, o.empty ?? 'background')),
      E.filterOrElse(
        ({ samples }) => samples.length > 0,
        () =>
          issue(
            'data: no images',
            `${amount(dataset.images.length, 'image is', 'images are')} listed, and none is left`,
            "check the file, or set empty: 'background'",
            { path: [from] },
          ),
      ),
    )

const chosen = (from: string, all: readonly Category[], names: readonly string[] | undefined): E.Either<Issue, readonly Category[]> => {
  const known = [...all].sort((a, b) => a.id - b.id)
  if (names === undefined) return E.right(known)
  const unknown = names.find((name) => !known.some((c) => c.name === name))
  if (unknown === undefined) return E.right([...new Set(names)].flatMap((name) => known.filter((c) => c.name === name)))
  const those = known.map(({ name }) => name)
  return E.left({ ...unknownClass(unknown, those, [from, 'categories']), evidence: [['known', those.join(', ')]] })
}

interface Kept {
  readonly box: Box
  readonly label: number
  readonly ignored: boolean
  readonly clipped: boolean
}

const assemble = (
  { folder, classes: all, images }: Dataset,
  classes: readonly Category[],
  empty: 'background' | 'drop',
): E.Either<Issue, Samples> => {
  const labels = all.map(({ id }) => classes.findIndex((c) => c.id === id))
  const counts = { noSize: 0, outside: 0, otherClass: 0 }
  const state = { clipped: 0 }
  const samples: Sample[] = []
  for (const image of images) {
    const { size } = image
    if (size === undefined) return E.left(unknownSize([image.source, image.file]))
    const kept: Kept[] = []
    for (const annotation of image.objects) {
      const read = place(annotation, size, annotation.label === undefined ? undefined : labels[annotation.label])
      if ('left' in read) counts[read.left] += 1
      else {
        if (read.clipped) state.clipped += 1
        kept.push(read)
      }
    }
    if (empty === 'background' || kept.some(({ ignored }) => !ignored)) samples.push(sample(image, size, kept))
  }
  return E.right({ folder, classes, samples, dropped: { ...counts, images: images.length - samples.length }, clipped: state.clipped })
}

/** An annotation on its image, or why it is left out; `label` is -1 for a class not asked for, undefined for a region of none. */
const place = (
  { box: whole, ignored }: Annotation,
  size: Extent,
  label: number | undefined,
): Kept | { readonly left: 'noSize' | 'outside' | 'otherClass' } => {
  const box = clip(size)(whole)
  if (label === -1) return { left: 'otherClass' }
  // x + w can round to x where w is not 0.
  if (!whole.every(Number.isFinite) || area(whole) === 0) return { left: 'noSize' }
  if (area(box) === 0) return { left: 'outside' }
  return { box, label: label ?? -1, ignored, clipped: box.some((v, i) => v !== whole[i]) }
}

const sample = ({ id, file, corner, whole }: AnnotatedImage, size: Extent, objects: readonly Kept[]): Sample => {
  const truth = (ignored: boolean): Truth => {
    const some = objects.filter((o) => o.ignored === ignored)
    return { boxes: some.map(({ box }) => box), labels: some.map(({ label }) => label) }
  }
  const part = { ...(corner === undefined ? {} : { window: corner }), ...(whole === undefined ? {} : { whole }) }
  return { id, file, width: size.width, height: size.height, ...part, truth: truth(false), ignored: truth(true) }
}
