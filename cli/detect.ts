import { amount } from '../dsl/core/amount.ts'
import { join } from 'node:path'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import { append, isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { ApplyPar } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import type { Experiment } from '../graphs/experiment/codec.ts'
import { tiledOf } from '../graphs/experiment/tiles.ts'
import { numbered } from './detection/asked.ts'
import { drawn, drawnNames } from './detection/drawing.ts'
import { type Asked, findWhole, type Finding, type Seen } from './detection/find.ts'
import { findByTiles } from './detection/find-by-tiles.ts'
import { imagesUnder } from './detection/images.ts'
import { readyFile, readyFolder, refuseOverwriting, resultsText, writePicture, writeResults } from './detection/outputs.ts'
import { progress, type ProgressWorld } from './detection/progress.ts'
import { countsTable } from './detection/table.ts'
import { planInWords, tilePlanOf, type TilePlan } from './detection/tile-plan.ts'
import { readTrained, type Trained } from './detection/trained.ts'
import type { DetectOptions } from './commands/detect.ts'
import { chosenFor } from './target.ts'
import type { DetectorSession } from './training/detector.ts'
import { openDetector } from './training/detector-session.ts'

type Issues = NonEmptyArray<Issue>
const alone = (i: Issue): Issues => [i]

/** Where `detect` speaks. */
export interface DetectWorld extends ProgressWorld {
  readonly out: (text: string) => void
  readonly warn: (issues: Issues) => void
}

/** Images in one run of the network, at most. */
const most = 4

interface Work extends Trained {
  readonly asked: readonly Asked[]
  /** Undefined where images are looked at whole. */
  readonly plan: TilePlan | undefined
}

const validated = sequenceS(TE.getApplicativeTaskValidation(ApplyPar, getSemigroup<Issue>()))

const prepare = (options: DetectOptions): TE.TaskEither<Issues, Work> => {
  const { run, images, groundTruth, split, draw } = options
  return pipe(
    validated({ trained: readTrained(run), files: imagesUnder(images, draw) }),
    TE.bind('plan', ({ trained }) => TE.fromEither(tilePlanOf(options, tiledOf(trained.e)))),
    TE.chain(({ trained, files, plan }) =>
      pipe(
        numbered(files, groundTruth, trained.e.classes, split),
        TE.map(({ asked, warnings }) => ({ ...trained, asked, plan, warnings: [...trained.warnings, ...warnings] })),
      ),
    ),
  )
}

/** Makes the places of the outputs, so that what can't be written is known before the work. */
const readyOutputs = ({ json, draw }: DetectOptions, files: readonly string[]): TE.TaskEither<Issues, unknown> =>
  pipe(
    json === undefined || json === '-' ? TE.right(undefined) : readyFile('--json', json),
    TE.chain(() =>
      draw === undefined
        ? TE.right(undefined)
        : pipe(
            readyFolder('--draw', draw),
            TE.chain(() => refuseOverwriting(draw, drawnNames(files), files)),
          ),
    ),
    TE.mapLeft(alone),
  )

/** Draws a picture where one is asked for. */
const draws = ({ draw }: DetectOptions, e: Experiment, files: readonly string[]): ((seen: Seen) => TE.TaskEither<Issue, void>) => {
  if (draw === undefined) return () => TE.right(undefined)
  const names = new Map(drawnNames(files).map((name, i) => [files[i], join(draw, name)] as const))
  return ({ asked, picture, results }) =>
    pipe(
      drawn(picture, results, e.classes),
      TE.chain((png) => writePicture(names.get(asked.file) ?? '', png)),
    )
}

interface Found {
  readonly seen: readonly Omit<Seen, 'picture'>[]
  readonly unread: readonly Issue[]
}

const lookAtAll =
  (world: DetectWorld, options: DetectOptions, { e, asked, plan }: Work, detector: DetectorSession): TE.TaskEither<Issue, Found> =>
  async () => {
    const draw = draws(
      options,
      e,
      asked.map(({ file }) => file),
    )
    const said = progress(world, asked.length)
    const found: { readonly seen: Omit<Seen, 'picture'>[]; readonly unread: Issue[] } = { seen: [], unread: [] }
    const done = (): number => found.seen.length + found.unread.length
    const finding: Finding = {
      seen: (seen) => {
        found.seen.push({ asked: seen.asked, results: seen.results })
        said.tell(done())
        return draw(seen)
      },
      unread: (issue) => found.unread.push(issue),
      tiles: (now, of) => {
        said.tell(done(), { done: now, of })
      },
    }
    const whole = plan === undefined ? findWhole(e, detector) : findByTiles(e, detector, plan)
    const result = await whole(asked, finding)()
    said.clear()
    return E.isLeft(result) ? result : E.right(found)
  }

/** Results as a file, as text, or as a table of counts. */
const tell = (world: DetectWorld, { json, draw }: DetectOptions, e: Experiment, { seen }: Found): TE.TaskEither<Issue, void> => {
  const results = seen.flatMap(({ asked, results }) => (asked.id === undefined ? [] : results))
  const table = (): string =>
    countsTable(
      seen.map(({ asked, results }) => ({ file: asked.file, results })),
      e.classes,
      e.test.scoreThreshold,
    )
  const where = draw === undefined ? '' : `pictures: ${draw}\n`
  return pipe(
    json === undefined || json === '-' ? TE.right(undefined) : writeResults(json, results),
    TE.map(() => {
      if (json === '-') world.out(resultsText(results))
      else world.out(`${json === undefined ? table() : `${amount(results.length, 'detection')}: ${json}\n`}${where}`)
    }),
  )
}

const unreadable = ({ seen, unread }: Found): Issues => {
  const count = `${String(unread.length)} of ${amount(seen.length + unread.length, 'image')} cannot be read`
  const rest = seen.length === 0 ? 'no results are written' : `the results of the other ${String(seen.length)} are complete`
  const whole = issue('detect: incomplete', `${count}; ${rest}`, 'repair or leave out these images')
  return append(whole)([...unread])
}

/**
 * `detect`: finds objects in images with the newest good checkpoint of a run. An image that can't be read keeps no other from being looked
 * at: the results of the others are written, then its issue is given.
 */
export const detect =
  (world: DetectWorld) =>
  (options: DetectOptions): TE.TaskEither<Issues, number> =>
    pipe(
      prepare(options),
      TE.chainFirst(({ asked }) =>
        readyOutputs(
          options,
          asked.map(({ file }) => file),
        ),
      ),
      TE.bindTo('work'),
      TE.bind('target', () => TE.fromEither(chosenFor(options.target, world.err))),
      TE.chain(({ work, target }) => {
        const warnings = [...work.warnings]
        if (isNonEmpty(warnings)) world.warn(warnings)
        if (work.plan !== undefined)
          world.err(`${planInWords(work.plan)}; at most ${String(work.e.test.maxDetections)} detections a tile\n`)
        return pipe(
          TE.bracket(
            openDetector(work.e, target, work.checkpoint.values, work.plan === undefined ? Math.min(most, work.asked.length) : most),
            (detector) => lookAtAll(world, options, work, detector),
            (detector) => TE.fromIO(detector.close),
          ),
          TE.chainFirst((found) => (found.seen.length === 0 ? TE.right(undefined) : tell(world, options, work.e, found))),
          TE.mapLeft(alone),
          TE.chain((found) => (found.unread.length === 0 ? TE.right(0) : TE.left(unreadable(found)))),
        )
      }),
    )
