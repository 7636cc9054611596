import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { tiledOf } from '../../graphs/experiment/tiles.ts'
import type { Item, Source } from '../../stdlib/data/source.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'
import type { Annotation, GroundTruth } from '../../stdlib/eval/ground-truth.ts'
import { comparisonOf } from '../../stdlib/eval/compare-records.ts'
import { protocols, withMaxDets } from '../../stdlib/eval/protocols.ts'
import { evaluateSummary, type TrainingMetrics } from '../../stdlib/eval/summary.ts'
import type { TilePlan } from '../detection/tile-plan.ts'
import { foundByTiles } from '../detection/tiles.ts'
import type { DetectorSession } from './detector.ts'
import { bboxOf, type Factors, resultsOf, toOriginal } from './results.ts'

/** Factors from the network's input to the scale at which sizes count. */
const factors = (e: Experiment, item: Item): Factors => (e.test.scale === 'input' ? [1, 1] : toOriginal(item))

type Unnumbered = Omit<Annotation, 'id'>

const annotationsOf = (e: Experiment, item: Item): readonly Unnumbered[] => {
  const of = ({ boxes, labels }: Item['truth'], iscrowd: 0 | 1): readonly Unnumbered[] =>
    boxes.map((box, i) => {
      const bbox = bboxOf(factors(e, item))(box)
      return { image_id: item.id, category_id: e.classes[labels[i] ?? -1]?.id ?? 0, bbox, area: bbox[2] * bbox[3], iscrowd }
    })
  return [...of(item.truth, 0), ...of(item.ignored, 1)]
}

/** A sample without its pixels, and what the detector finds in it. */
interface Assessed {
  readonly image: { readonly id: number; readonly width: number; readonly height: number }
  readonly annotations: readonly Unnumbered[]
  readonly found: readonly Detection[]
}

const assessItems =
  (e: Experiment, detector: DetectorSession) =>
  (items: readonly Item[]): TE.TaskEither<Issue, readonly Assessed[]> =>
    pipe(
      detector.detect(items),
      TE.map((found) =>
        items.map((item, i) => ({
          image: { id: item.id, width: item.width, height: item.height },
          annotations: annotationsOf(e, item),
          found: resultsOf(e.classes, item.id, factors(e, item), found[i] ?? []),
        })),
      ),
    )

/** Every sample of a source, a batch at a time. */
const assessAll =
  (e: Experiment, source: Source, detector: DetectorSession): TE.TaskEither<Issue, readonly Assessed[]> =>
  async () => {
    const all: Assessed[] = []
    for (let first = 0; first < source.length; first += detector.batch) {
      const indices = Array.from({ length: Math.min(detector.batch, source.length - first) }, (_, i) => first + i)
      const batch = await pipe(indices, TE.traverseSeqArray(source.sample), TE.chain(assessItems(e, detector)))()
      if (E.isLeft(batch)) return batch
      all.push(...batch.right)
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
    for (let i = 0; i < source.length; i++) {
      const item = await source.sample(i)()
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
      all.push({
        image: { id: of.id, width: of.width, height: of.height },
        annotations: annotationsOf(e, of),
        found: resultsOf(e.classes, of.id, [1, 1], found),
      })
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
 * network sees them. Areas are width · height of the boxes.
 */
export const assess = (e: Experiment, source: Source, detector: DetectorSession): TE.TaskEither<Issue, TrainingMetrics> =>
  pipe(
    assessed(e, source, detector),
    TE.map((all) => {
      const truth: GroundTruth = {
        images: all.map(({ image }) => image),
        categories: e.classes,
        annotations: all.flatMap(({ annotations }) => annotations).map((a, i) => ({ ...a, id: i + 1 })),
      }
      const [fewest = 1, ...more] = e.test.maxDets
      const protocol = withMaxDets([fewest, ...more])(protocols[e.test.protocol])
      return evaluateSummary(protocol)(
        comparisonOf(
          truth,
          all.flatMap(({ found }) => found),
        ),
      ).metrics
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
