import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { readImage } from '../../stdlib/data/image.ts'
import type { Picture } from '../../stdlib/data/picture.ts'
import type { DetectorSession } from '../training/detector.ts'
import { resultsOf } from '../training/results.ts'
import type { Asked, Finding } from './find.ts'
import type { TilePlan } from './tile-plan.ts'
import { foundByTiles } from './tiles.ts'

/** Looks at images by tiles, each decoded once. Those that can't be read are left out, each with its issue; a fault of the detector itself ends it all. */
export const findByTiles =
  (e: Experiment, detector: DetectorSession, plan: TilePlan) =>
  (all: readonly Asked[], { seen, unread, tiles }: Finding): TE.TaskEither<Issue, undefined> =>
  async () => {
    async function* pictures(): AsyncGenerator<{ readonly asked: Asked; readonly picture: Picture }, void, undefined> {
      for (const asked of all) {
        const picture = await readImage(asked.file, asked.declared)()
        if (E.isLeft(picture)) unread(picture.left)
        else yield { asked, picture: picture.right }
      }
    }
    for await (const next of foundByTiles(e, detector, plan, pictures(), tiles)) {
      if (E.isLeft(next)) return next
      const { of, found } = next.right
      const told = await seen({ ...of, results: resultsOf(e.classes, of.asked.id ?? 0, [1, 1], found) })()
      if (E.isLeft(told)) return told
    }
    return E.right(undefined)
  }
