import { availableParallelism, constants } from 'node:os'
import { resolve } from 'node:path'
import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, map, traverse, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import { ApplySeq } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { trainInChild, type Outcome } from './child.ts'
import { loadExperiments } from './experiments.ts'
import { interrupt, type Interrupt } from './interrupt.ts'
import type { Assignment } from './job.ts'
import type { Monitor } from './monitor/show.tsx'
import { named, whole } from './options.ts'
import type { TrainOptions } from './commands/train.ts'
import { runFolder } from './runs/folder.ts'

type Issues = NonEmptyArray<Issue>

/** What the command line puts in place of an experiment's own; `data` is an absolute path. */
export interface Overrides {
  readonly seed?: number
  readonly steps?: number
  readonly data?: string
}

/** An experiment ready to be trained, overrides applied; `experiment` is JSON data. */
export type Plan = Omit<Assignment, 'folder' | 'target'>

/** What the command needs to know of experiments: how to decode them, and how to put overrides into one. */
export interface ExperimentFormat<A> {
  readonly decode: (data: unknown) => E.Either<Issues, NonEmptyArray<A>>
  readonly plan: (experiment: A, overrides: Overrides) => TE.TaskEither<Issues, Plan>
}

/** Everything around the command that a spec replaces. */
export interface TrainWorld<A> {
  readonly format: ExperimentFormat<A>
  /** The main module of the training process. */
  readonly trainer: string
  readonly monitor: (plan: Assignment) => Promise<Monitor>
  /** The target to train on, by name, and why: that of `--target`, that on which the run of a folder began, or the fastest here. */
  readonly target: (asked: string | undefined, folder: string) => TE.TaskEither<Issue, { readonly name: string; readonly reason: string }>
  readonly say: (text: string) => void
}

/**
 * `train`: each experiment of FILE in a child process, one after the other. One that fails does not keep the next from being
 * trained; its issue is given at the end. After an interrupt the exit code is 128 and the signal's number, as of a shell.
 */
export const train =
  <A>(world: TrainWorld<A>) =>
  (file: string, options: TrainOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.fromEither(
        pipe(
          outOf(options.out),
          E.chain(() =>
            validated({ overrides: overridesOf(options), workers: whole('train')('--workers', options.workers, 0, mostWorkers) }),
          ),
        ),
      ),
      TE.chain(({ overrides, workers = usualWorkers }) =>
        pipe(
          loadExperiments(world.format.decode)(file),
          TE.chain((experiments) => all(experiments, (e) => world.format.plan(e, overrides))),
          TE.map(map((plan) => ({ ...plan, workers }))),
        ),
      ),
      TE.chainEitherK((plans) => named('train')(plans, options.only)),
      TE.map(map((plan) => ({ ...plan, folder: runFolder(options.out, plan.name, plan.seed).path }))),
      TE.chainEitherK(distinct),
      TE.chain(onTargets(world, options.target)),
      TE.chain((assignments) => trainAll(world, assignments, `train ${[file, ...asTyped(options)].map(quoted).join(' ')}`)),
    )

/** Threads for the input pipeline where nobody says how many: one core is left for the training step. */
/** Each thread takes memory for its code and its pictures: more are a slip. */
const mostWorkers = 256

const usualWorkers = availableParallelism() > 2 ? 2 : 1

const onTargets =
  <A>(world: TrainWorld<A>, asked: string | undefined) =>
  (plans: NonEmptyArray<Omit<Assignment, 'target'>>): TE.TaskEither<Issues, readonly Assignment[]> =>
    pipe(
      plans,
      TE.traverseSeqArray((plan) =>
        pipe(
          world.target(asked, plan.folder),
          TE.bimap(
            (i): Issues => [i],
            ({ name, reason }) => ({ assignment: { ...plan, target: name }, said: `target ${name}: ${reason}\n` }),
          ),
        ),
      ),
      TE.map((chosen) => {
        if (asked === undefined) new Set(chosen.map(({ said }) => said)).forEach(world.say)
        return chosen.map(({ assignment }) => assignment)
      }),
    )

const trainAll =
  <A>(world: TrainWorld<A>, assignments: readonly Assignment[], again: string): TE.TaskEither<Issues, number> =>
  async () => {
    const stop = interrupt()
    const outcomes: Outcome[] = []
    for (const assignment of assignments) {
      if (stop.asked() === undefined) outcomes.push(await trainOne(world, assignment, stop))
    }
    stop.close()
    const signal = stop.asked()
    if (signal !== undefined) world.say(`to continue: npm run -s fovea -- ${again}\n`)
    const issues = outcomes.flatMap((outcome) => (outcome.type === 'failed' ? [outcome.issue] : []))
    if (isNonEmpty(issues)) return E.left(issues)
    return E.right(signal === undefined ? 0 : 128 + constants.signals[signal])
  }

const trainOne = async <A>(world: TrainWorld<A>, assignment: Assignment, stop: Interrupt): Promise<Outcome> => {
  const monitor = await world.monitor(assignment)
  try {
    return await trainInChild(world.trainer, assignment, monitor.tell, stop)
  } finally {
    monitor.close()
  }
}

const outOf = (out: string): E.Either<Issues, string> =>
  out.trim() === ''
    ? E.left([issue('train: folder', '`--out` names a folder, but is empty', 'write `--out runs`', { path: ['--out'] })])
    : E.right(out)

const overridesOf = ({ seed, steps, data }: TrainOptions): E.Either<Issues, Overrides> =>
  pipe(
    validated({ seed: whole('train')('--seed', seed, 0), steps: whole('train')('--steps', steps, 1) }),
    E.map((numbers) => ({
      ...(numbers.seed === undefined ? {} : { seed: numbers.seed }),
      ...(numbers.steps === undefined ? {} : { steps: numbers.steps }),
      ...(data === undefined ? {} : { data: resolve(data) }),
    })),
  )

const validated = sequenceS(E.getApplicativeValidation(getSemigroup<Issue>()))

/** The values of all, or the issues of all. */
const all = <A, B>(items: NonEmptyArray<A>, f: (a: A) => TE.TaskEither<Issues, B>): TE.TaskEither<Issues, NonEmptyArray<B>> =>
  traverse(TE.getApplicativeTaskValidation(ApplySeq, getSemigroup<Issue>()))(f)(items)

/** Two experiments in one folder would each find the other's run there. */
const distinct = <A extends Omit<Assignment, 'target'>>(assignments: NonEmptyArray<A>): E.Either<Issues, NonEmptyArray<A>> => {
  const shared = assignments.find(({ folder }, i) => assignments.findIndex((other) => other.folder === folder) < i)
  return shared === undefined
    ? E.right(assignments)
    : E.left([
        issue('train: same folder', 'two experiments of the file have the same run folder', 'give each experiment a name of its own', {
          path: [shared.folder],
          evidence: [['names', assignments.flatMap(({ name, folder }) => (folder === shared.folder ? [name] : [])).join(', ')]],
        }),
      ])
}

const asTyped = ({ out, seed, steps, data, only, target, workers, plain }: TrainOptions): readonly string[] => [
  ...(out === 'runs' ? [] : ['--out', out]),
  ...Object.entries({ seed, steps, data, only, target, workers }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  ),
  ...(plain === true ? ['--plain'] : []),
]

const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
