import { totalmem } from 'node:os'
import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile, type Program } from '../../dsl/compile/compile.ts'
import { topological } from '../../dsl/core/graph.ts'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { flatten } from '../../dsl/core/procedure.ts'
import type { Session, Target, Values } from '../../dsl/targets/session.ts'
import type { Timing } from '../../dsl/targets/timing.ts'
import { inferenceOf, trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { initialState } from '../../stdlib/nn/initialise.ts'
import { median } from '../median.ts'
import { madeUpFeeds } from './feeds.ts'
import { moduleOf } from './cost.ts'
import { type Profile, profileOf } from './profile.ts'

/** What is run, and how often it is timed. */
export interface Asked {
  readonly inference: boolean
  readonly runs: number
}

/** The profile of the run of median length, on a target. */
export interface Measured extends Profile {
  readonly name: string
  readonly target: string
  readonly inference: boolean
  readonly batch: number
  readonly inputSize: number
  readonly runs: number
  /** The median of as many runs that were not watched, in turn with those that were. */
  readonly unwatched: number
}

interface Run {
  readonly timing: Timing
  readonly unwatched: number
}

const timedTwice =
  (session: Session, feeds: Values): TE.TaskEither<Issue, Run> =>
  async () => {
    const began = performance.now()
    const plain = await session.run(feeds)()
    const unwatched = performance.now() - began
    return E.isLeft(plain)
      ? plain
      : pipe(
          await session.timed(feeds)(),
          E.map((timing) => ({ timing, unwatched })),
        )
  }

/** The run in the middle by length, the shorter of two, so that what is shown is one run whose parts add up. */
const middle = (runs: readonly Timing[]): Timing =>
  runs.toSorted((a, b) => a.milliseconds - b.milliseconds)[Math.floor((runs.length - 1) / 2)] ?? { milliseconds: 0, calls: [] }

/** What needs more memory than there is would end the process, after a while and without a word. */
const fitting = (program: Program): E.Either<NonEmptyArray<Issue>, Program> => {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  const { peakBytes } = program.schedule
  return peakBytes < totalmem()
    ? E.right(program)
    : E.left([
        issue('explain: memory', `a run needs ${gib(peakBytes)}, but this machine has ${gib(totalmem())}`, 'a smaller `--batch`', {
          path: ['--batch'],
        }),
      ])
}

/**
 * Runs an experiment's training step, or its inference, on made-up numbers, and tells where the time went. The first run is not counted: it makes what
 * later ones find.
 *
 * @returns all issues of an ill-typed experiment, or why the target does not run it
 */
export const measure = (target: Target, e: Experiment, { inference, runs }: Asked): TE.TaskEither<NonEmptyArray<Issue>, Measured> =>
  pipe(
    TE.fromEither(target.untimed === undefined ? E.right(target) : E.left<NonEmptyArray<Issue>>([target.untimed])),
    TE.chainEitherK(() => compile(target.table)(inference ? inferenceOf(e, e.training.batch) : trainingOf(e))),
    TE.chainEitherK(fitting),
    TE.chain((program) =>
      pipe(
        TE.bracket(
          target.open(program, initialState(program, e.seed)),
          (session) => {
            const feeds = madeUpFeeds(program.inputs, e.classes.length)
            return pipe(
              session.run(feeds),
              TE.chain(() => TE.traverseSeqArray(() => timedTwice(session, feeds))(Array.from({ length: runs }))),
            )
          },
          (session) => TE.fromIO(() => session.close()),
        ),
        TE.bimap(
          (i): NonEmptyArray<Issue> => [i],
          (found) => ({ found, paths: topological(Object.values(flatten(program.legal))).map(({ scope }) => moduleOf(scope)) }),
        ),
      ),
    ),
    TE.bimap(map(under(e.name)), ({ found, paths }) => ({
      name: e.name,
      target: target.name,
      inference,
      batch: e.training.batch,
      inputSize: e.input.size,
      runs,
      unwatched: median(found.map(({ unwatched }) => unwatched)),
      ...profileOf(paths, middle(found.map(({ timing }) => timing))),
    })),
  )
