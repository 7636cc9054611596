import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import { nothing } from '../../stdlib/data/samples.ts'
import { readImage } from '../../stdlib/data/image.ts'
import type { Picture } from '../../stdlib/data/picture.ts'
import type { Item } from '../../stdlib/data/source.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import type { DetectorSession } from '../training/detector.ts'
import { toInput } from '../training/input.ts'
import { resultsOf, toOriginal } from '../training/results.ts'

/** An image to look at: its number in the results, if it is to be in them, and the size it was annotated at, where that is known. */
export interface Asked {
  readonly file: string
  readonly id: number | undefined
  readonly declared?: Extent | undefined
}

/** What was found in an image, in pixels of the image itself. */
export interface Seen {
  readonly asked: Asked
  readonly picture: Picture
  readonly results: readonly Detection[]
}

/** Who is told what comes of images, one by one. */
export interface Finding {
  readonly seen: (seen: Seen) => TE.TaskEither<Issue, unknown>
  readonly unread: (issue: Issue) => void
  /** Of an image that is looked at by tiles: how many are done. */
  readonly tiles: (done: number, of: number) => void
}

/** The number of an image that has none: it stays out of the results. */
const unnumbered = 0

const itemOf = (e: Experiment, { id = unnumbered }: Asked, picture: Picture): Item => ({
  ...toInput(e)({ picture, truth: nothing, ignored: nothing }),
  id,
  width: picture.width,
  height: picture.height,
})

/**
 * Looks at images, as many at a time as the detector takes. Those that can't be read are left out, each with its issue; a fault of the
 * detector itself ends it all.
 */
export const find =
  (e: Experiment, detector: DetectorSession) =>
  (batch: readonly Asked[]): TE.TaskEither<Issue, { readonly seen: readonly Seen[]; readonly unread: readonly Issue[] }> =>
  async () => {
    const unread: Issue[] = []
    const read: { readonly asked: Asked; readonly picture: Picture; readonly item: Item }[] = []
    for (const asked of batch) {
      const picture = await readImage(asked.file, asked.declared)()
      if (E.isLeft(picture)) unread.push(picture.left)
      else read.push({ asked, picture: picture.right, item: itemOf(e, asked, picture.right) })
    }
    return pipe(
      read.length === 0 ? TE.right([]) : detector.detect(read.map(({ item }) => item)),
      TE.map((found) => ({
        unread,
        seen: read.map(({ asked, picture, item }, i) => ({
          asked,
          picture,
          results: resultsOf(e.classes, item.id, toOriginal(item), found[i] ?? []),
        })),
      })),
    )()
  }

/** Looks at whole images, batch by batch. */
export const findWhole = (e: Experiment, detector: DetectorSession) => {
  const next = find(e, detector)
  return (all: readonly Asked[], { seen, unread }: Pick<Finding, 'seen' | 'unread'>): TE.TaskEither<Issue, undefined> =>
    async () => {
      for (let first = 0; first < all.length; first += detector.batch) {
        const some = await next(all.slice(first, first + detector.batch))()
        if (E.isLeft(some)) return some
        some.right.unread.forEach(unread)
        const told = await TE.traverseSeqArray(seen)(some.right.seen)()
        if (E.isLeft(told)) return told
        await new Promise(setImmediate)
      }
      return E.right(undefined)
    }
}
