import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { tiledOf } from '../../graphs/experiment/tiles.ts'
import { inAdvance } from '../../stdlib/data/loading/in-advance.ts'
import type { Item, Source } from '../../stdlib/data/source.ts'
import { protocols, withMaxDets } from '../../stdlib/eval/protocols.ts'
import { evaluateSummary, type TrainingMetrics } from '../../stdlib/eval/summary.ts'
import type { TilePlan } from '../detection/tile-plan.ts'
import { foundByTiles } from '../detection/tiles.ts'
import type { DetectorSession } from './detector.ts'
import { type Assessed, assessedItem, comparisonOf, factors } from './measured.ts'
import { resultsOf } from './results.ts'

const assessItems =
  (e: Experiment, detector: DetectorSession) =>
  (items: readonly Item[]): TE.TaskEither<Issue, readonly Assessed[]> =>
    pipe(
      detector.detect(items),
      TE.map((found) => items.map((item, i) => assessedItem(e, item, resultsOf(e.classes, item.id, factors(e, item), found[i] ?? [])))),
    )

/** Pictures that are decoded at once for an evaluation, as many as Node has threads for it. */
const decodedAtOnce = 4

/** Every sample of a source, a batch at a time. The next ones are read while the network looks at the last. */
const assessAll =
  (e: Experiment, source: Source, detector: DetectorSession): TE.TaskEither<Issue, readonly Assessed[]> =>
  async () => {
    const all: Assessed[] = []
    let items: readonly Item[] = []
    for await (const item of inAdvance(source.length, source.sample, decodedAtOnce)) {
      if (E.isLeft(item)) return item
      items = [...items, item.right]
      if (items.length < detector.batch && all.length + items.length < source.length) continue
      const batch = await assessItems(e, detector)(items)()
      if (E.isLeft(batch)) return batch
      all.push(...batch.right)
      items = []
      await new Promise(setImmediate)
    }
    return E.right(all)
  }

/** Every whole image of a source, looked at by tiles. */
const assessByTiles = (
  e: Experiment,
  source: Source,
  detector: DetectorSession,
  plan: TilePlan,
): TE.TaskEither<Issue, readonly Assessed[]> => {
  const state: { unread: E.Either<Issue, never> | undefined } = { unread: undefined }
  async function* items(): AsyncGenerator<Item, void, undefined> {
    for await (const item of inAdvance(source.length, source.sample, 1)) {
      if (E.isLeft(item)) {
        state.unread = item
        return
      }
      yield item.right
    }
  }
  return async () => {
    const all: Assessed[] = []
    for await (const next of foundByTiles(e, detector, plan, items())) {
      if (E.isLeft(next)) return next
      const { of, found } = next.right
      all.push(assessedItem(e, of, resultsOf(e.classes, of.id, [1, 1], found)))
    }
    return state.unread ?? E.right(all)
  }
}

const assessed = (e: Experiment, source: Source, detector: DetectorSession): TE.TaskEither<Issue, readonly Assessed[]> => {
  const tiled = tiledOf(e)
  return tiled?.measure === 'images' ? assessByTiles(e, source, detector, tiled) : assessAll(e, source, detector)
}

/**
 * The metrics of a detector on a source, by the experiment's protocol: on whole images where its tiles are measured merged, else on the pictures as the
 * network sees them.
 */
export const assess = (e: Experiment, source: Source, detector: DetectorSession): TE.TaskEither<Issue, TrainingMetrics> =>
  pipe(
    assessed(e, source, detector),
    TE.map((all) => {
      const [fewest = 1, ...more] = e.test.maxDets
      const protocol = withMaxDets([fewest, ...more])(protocols[e.test.protocol])
      return evaluateSummary(protocol)(comparisonOf(protocol, e.classes, all)).metrics
    }),
  )

/** Opens a detector with these values, measures it, and closes it. */
export const measured = (
  e: Experiment,
  source: Source,
  open: TE.TaskEither<Issue, DetectorSession>,
): TE.TaskEither<Issue, TrainingMetrics> =>
  TE.bracket(
    open,
    (detector) => assess(e, source, detector),
    (detector) => TE.fromIO(detector.close),
  )
