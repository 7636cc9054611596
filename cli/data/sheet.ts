import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { area, type Box, type Extent } from '../../stdlib/boxes/box.ts'
import type { AnnotatedImage, Annotation, Dataset } from '../../stdlib/data/dataset.ts'
import type { Files } from '../../stdlib/data/files.ts'
import { decodeImage } from '../../stdlib/data/image.ts'
import { openFiles } from '../../stdlib/data/open-files.ts'
import { partOf, sizeOfFile } from '../../stdlib/data/part.ts'
import { random } from '../../stdlib/data/random.ts'
import { isSized, learned } from '../../stdlib/data/statistics.ts'
import { thumbnail } from './thumbnail.ts'

/** Why an image is on the sheet. */
export type Reason = 'crowded' | 'tiniest' | 'chance'

/** A part of an image, in its pixels, and how its bytes show it. */
export interface Shown extends Extent {
  readonly x: number
  readonly y: number
  readonly jpeg: Uint8Array
}

export interface Entry {
  readonly reason: Reason
  readonly file: string
  readonly boxes: number
  /** Side of the smallest box, in pixels. */
  readonly smallest: number
  readonly shown: Shown
  /** What is drawn: everything annotated that meets the part shown, up to a limit. */
  readonly objects: readonly Annotation[]
  readonly hidden: number
}

/** Some images of a data set with their boxes, and how many that should be among them could not be shown, the first of them and why. */
export interface Sheet {
  readonly entries: readonly Entry[]
  readonly missing: number
  readonly first?: readonly [file: string, why: string]
}

const each = 6
/** Images that are looked for in vain, for each reason, before the sheet goes without. */
const tries = 200
const mostBoxes = 1500
/** Separates the streams that share a seed. */
const SHEET = 21

interface Candidate {
  readonly image: AnnotatedImage
  readonly boxes: number
  readonly smallest: Box | undefined
}

const candidates = ({ images }: Dataset): readonly Candidate[] =>
  images.map((image) => {
    const boxes = learned(image).map(({ box }) => box)
    const smallest = boxes.reduce<Box | undefined>(
      (least, box) => (least === undefined || area(box) < area(least) ? box : least),
      undefined,
    )
    return { image, boxes: boxes.length, smallest }
  })

const side = (box: Box | undefined): number => (box === undefined ? Infinity : Math.sqrt(area(box)))

/** The images of a data set in the order in which each reason wants them. The order of equals is that of the data set. */
export const wanted = (dataset: Dataset, seed: number): Readonly<Record<Reason, readonly Candidate[]>> => {
  const all = candidates(dataset)
  return {
    crowded: all.filter(({ boxes }) => boxes > 0).toSorted((a, b) => b.boxes - a.boxes),
    tiniest: all.filter(({ smallest }) => smallest !== undefined).toSorted((a, b) => side(a.smallest) - side(b.smallest)),
    chance: random(seed, SHEET).shuffle(all),
  }
}

/** A square about a box, twelve times as large but 64 pixels at least, inside the image where it fits. */
export const closeUp = (box: Box, image: Extent): Extent & { readonly x: number; readonly y: number } => {
  const wantedSide = Math.ceil(Math.max(64, 12 * side(box)))
  const along = (low: number, high: number, length: number): readonly [number, number] => {
    const size = Math.min(length, wantedSide)
    return [Math.round(Math.min(Math.max((low + high - size) / 2, 0), length - size)), size]
  }
  const [x, width] = along(box[0], box[2], image.width)
  const [y, height] = along(box[1], box[3], image.height)
  return { x, y, width, height }
}

const meets = ({ x, y, width, height }: Shown, [x1, y1, x2, y2]: Box): boolean => x1 < x + width && x2 > x && y1 < y + height && y2 > y

const entryOf =
  (files: Files, reason: Reason) =>
  ({ image, boxes, smallest }: Candidate): TE.TaskEither<string, Entry> =>
    pipe(
      files.bytes(image.file),
      TE.chain((bytes) => decodeImage(bytes, image.file, sizeOfFile(image))),
      TE.chainEitherK((file) => (image.corner === undefined ? E.right(file) : partOf(image.corner)(file))),
      TE.mapLeft(({ message }) => message),
      TE.chain((picture) =>
        thumbnail(
          picture,
          reason === 'tiniest' && smallest !== undefined
            ? closeUp(smallest, picture)
            : { x: 0, y: 0, width: picture.width, height: picture.height },
        ),
      ),
      TE.map((shown) => {
        const objects = image.objects.filter(({ box }) => isSized(box) && meets(shown, box))
        const drawn = objects.slice(0, mostBoxes)
        return { reason, file: image.file, boxes, smallest: side(smallest), shown, objects: drawn, hidden: objects.length - drawn.length }
      }),
    )

/**
 * Images to look at: the most crowded, those with the tiniest boxes, close up, and some by chance; a function of data set and seed. An image that
 * is missing, leaves its folder, or cannot be read is passed over and counted.
 */
export const sheetOf =
  (dataset: Dataset, seed: number): Task<Sheet> =>
  async () => {
    const files = await openFiles(dataset.folder)()
    if (E.isLeft(files)) return { entries: [], missing: dataset.images.length, first: [dataset.folder, files.left.message] }
    const entries: Entry[] = []
    const failed = new Map<string, string>()
    const orders = wanted(dataset, seed)
    for (const reason of ['crowded', 'tiniest', 'chance'] as const) {
      const has = (): number => entries.filter((entry) => entry.reason === reason).length
      for (const candidate of orders[reason].slice(0, each + tries)) {
        if (has() === each) break
        if (failed.has(candidate.image.file)) continue
        const entry = await entryOf(files.right, reason)(candidate)()
        if (E.isRight(entry)) entries.push(entry.right)
        else failed.set(candidate.image.file, entry.left)
      }
    }
    const [first] = failed
    return { entries, missing: failed.size, ...(first === undefined ? {} : { first }) }
  }
