import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import { size } from '../../dsl/core/tensor.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import { decodeExperiments } from '../../graphs/experiment/codec.ts'
import type { Event, Metrics, Summary } from '../events.ts'
import { collectGarbage } from '../garbage.ts'
import type { Job } from '../job.ts'
import { startOf } from './keep.ts'
import { splitsOf } from './sources.ts'
import { measureNow, type Opened, runSteps } from './steps.ts'

/** Metrics of a run that was stopped: nothing is measured. */
const unmeasured: Metrics = { AP: null, AP50: null, AP75: null, APvt: null, APt: null, APs: null, APm: null }

/** A job is one experiment, and an event one issue. */
const first = <A>(result: E.Either<NonEmptyArray<Issue>, A>): TE.TaskEither<Issue, A> =>
  pipe(
    TE.fromEither(result),
    TE.mapLeft(([issue]) => issue),
  )

const open = (target: Target, job: Job): TE.TaskEither<Issue, Opened> =>
  pipe(
    TE.Do,
    TE.let('target', () => target),
    TE.bind('e', () =>
      pipe(
        first(decodeExperiments(job.experiment)),
        TE.map(([e]) => e),
      ),
    ),
    TE.bind('program', ({ e }) => first(compile(target.table)(trainingOf(e)))),
    TE.bind('start', ({ program }) => startOf(job, program)),
    TE.bind('splits', ({ e }) => splitsOf(e)),
    TE.bind('session', ({ program, start }) => target.open(program, start.values)),
    // The session has the values; nothing else may hold them, which are as large as the model and its optimiser.
    TE.map(({ start, ...opened }) => ({ ...opened, firstStep: start.step })),
    TE.chainFirstTaskK(() => collectGarbage),
  )

const announce = (job: Job, { target, e, program, firstStep, splits }: Opened, emit: (event: Event) => void): void => {
  splits.notices.forEach((issue) => {
    emit({ type: 'warning', issue })
  })
  emit({
    type: 'started',
    name: e.name,
    seed: job.seed,
    target: target.name,
    steps: job.steps,
    firstStep,
    parameters: program.parameters.reduce((n, p) => n + size(p.shape), 0),
    peakBytes: program.schedule.peakBytes,
  })
}

/** Trains to the end and measures there, or stops where it is asked to. */
const finish = (
  job: Job,
  opened: Opened,
  emit: (event: Event) => void,
  stopRequested: () => boolean,
): TE.TaskEither<Issue, { readonly steps: number; readonly metrics: Metrics }> =>
  pipe(
    runSteps(job, opened, emit, stopRequested),
    TE.chain((steps) =>
      steps < job.steps
        ? TE.right({ steps, metrics: unmeasured })
        : pipe(
            measureNow(opened),
            TE.map((metrics) => {
              emit({ type: 'evaluated', step: steps, metrics })
              return { steps, metrics }
            }),
          ),
    ),
  )

/**
 * Trains the experiment of a job on a target: reads the data, compiles one graph for the whole step, runs it to the end, then measures
 * the detector on the validation split. Continues from `resume`. A loss, a gradient or a value to be kept that is no longer finite is an
 * issue; the checkpoints are from before.
 */
export const trainOn =
  (target: Target) =>
  (job: Job, emit: (event: Event) => void, stopRequested: () => boolean): TE.TaskEither<Issue, Summary> => {
    const began = performance.now()
    return TE.bracket(
      open(target, job),
      (opened) => {
        announce(job, opened, emit)
        return pipe(
          finish(job, opened, emit, stopRequested),
          TE.map(({ steps, metrics }) => ({
            name: opened.e.name,
            seed: job.seed,
            target: target.name,
            steps,
            seconds: (performance.now() - began) / 1000,
            metrics,
          })),
        )
      },
      ({ session }) => TE.fromIO(session.close),
    )
  }
