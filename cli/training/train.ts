import { rm } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile, type Program } from '../../dsl/compile/compile.ts'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { size } from '../../dsl/core/tensor.ts'
import type { Session, Target, Values } from '../../dsl/targets/session.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import { decodeExperiments, type Experiment } from '../../graphs/experiment/codec.ts'
import { feedsOf } from '../../graphs/experiment/feeds.ts'
import { learningRateFeed } from '../../graphs/training-step.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../stdlib/checkpoint/checkpoint.ts'
import { readCheckpoint, writeCheckpoint } from '../../stdlib/checkpoint/file.ts'
import { batchesFrom } from '../../stdlib/data/batches.ts'
import { initialState, type LeafValues } from '../../stdlib/nn/initialise.ts'
import type { Kept } from '../../stdlib/nn/leaves.ts'
import { learningRateAt } from '../../stdlib/optim/schedule.ts'
import type { Event, Metrics, Summary } from '../events.ts'
import type { Job, Train } from '../job.ts'
import { checkpointFile, checkpointsIn } from '../runs/checkpoints.ts'
import { assess, normalisationOf } from './assess.ts'
import { openDetector } from './detector-session.ts'
import { splitsOf, type Splits } from './sources.ts'

/** Newest checkpoints that are kept: one more than the newest, should that be damaged. */
const keptCheckpoints = 3

/** Seconds between two reports of progress. */
const reportEvery = 1

const first = <A>(result: E.Either<NEA.NonEmptyArray<Issue>, A>): E.Either<Issue, A> =>
  pipe(
    result,
    E.mapLeft((issues) => issues[0]),
  )

interface Start {
  readonly step: number
  readonly values: LeafValues
}

/** Where a session begins: at a checkpoint, or at the values that the seed gives. */
const startOf = (job: Job, kept: Kept): TE.TaskEither<Issue, Start> =>
  job.resume === undefined
    ? TE.right({ step: 0, values: initialState(kept, job.seed) })
    : pipe(
        readCheckpoint(job.resume),
        TE.chainEitherK((file) => first(decodeCheckpoint(kept)(file))),
        TE.bimap(under(job.resume), ({ step, values }) => ({ step, values })),
      )

const floats = (values: Values): LeafValues => Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Float32Array.from(v)]))

const saved = (
  job: Job,
  e: Experiment,
  kept: Kept,
  session: Session,
  step: number,
  emit: (event: Event) => void,
): TE.TaskEither<Issue, void> => {
  const file = checkpointFile(job.checkpointFolder, step)
  return pipe(
    writeCheckpoint(file, encodeCheckpoint(kept, { name: e.name, seed: job.seed, step, values: floats(session.state()) })),
    TE.chainTaskK(() => async () => {
      emit({ type: 'checkpoint', step, file })
      const old = (await checkpointsIn(job.checkpointFolder)).slice(keptCheckpoints)
      await Promise.all(old.map((c) => rm(c.file, { force: true })))
    }),
  )
}

const scalar = (values: Values, name: string): number => values[name]?.[0] ?? NaN

const notFinite = (what: string, value: number, step: number, rate: number): Issue =>
  issue(
    'train: not finite',
    `${what} is a finite number, but ${String(value)} after step ${String(step)}`,
    'try a lower learning rate or a longer warm-up; the last checkpoint is from before',
    {
      path: [`step ${String(step)}`],
      evidence: [
        [what, String(value)],
        ['learning rate', rate.toPrecision(3)],
      ],
    },
  )

/** The losses of a step by branch, those on enhanced features marked, as they are reported. */
const lossesOf = (out: Values): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(out)
      .filter((name) => name.startsWith('loss.') || name.startsWith('auxiliary.'))
      .map((name) => [name.replace('loss.', ''), scalar(out, name)]),
  )

interface Opened {
  readonly e: Experiment
  readonly program: Program
  readonly splits: Splits
  readonly session: Session
  readonly start: Start
}

const assessed = (target: Target, { e, splits }: Opened, values: Values): TE.TaskEither<Issue, Metrics> =>
  pipe(
    openDetector(e, target, values, e.training.batch),
    TE.chain((detector) =>
      pipe(
        assess(e, splits.valid, detector, e.training.batch),
        TE.chainFirstIOK(() => detector.close),
      ),
    ),
  )

/** Trains an opened run to its last step, or until it is asked to stop: gives the steps done. */
const steps = (
  job: Job,
  target: Target,
  opened: Opened,
  emit: (event: Event) => void,
  stopRequested: () => boolean,
): TE.TaskEither<Issue, number> => {
  const { e, program, splits, session, start } = opened
  const { training } = e
  const feeds = feedsOf(e)
  const loading = {
    seed: job.seed,
    batch: training.batch,
    sampling: training.sampling,
    flips: e.input.flips,
    normalise: normalisationOf(e),
    size: { width: e.input.size, height: e.input.size },
  }
  return async () => {
    let step = start.step
    if (step >= job.steps) return E.right(step)
    const began = performance.now()
    let reported = began
    for await (const batch of batchesFrom(splits.train, loading)(step)) {
      if (E.isLeft(batch)) return batch
      const rate = learningRateAt(training.schedule, step, job.steps)
      const out = session.run({ ...feeds(batch.right), [learningRateFeed]: [rate] })
      if (E.isLeft(out)) return out
      step++
      for (const what of ['loss', 'gradientNorm']) {
        const value = scalar(out.right, what)
        if (!Number.isFinite(value)) return E.left(notFinite(what, value, step, rate))
      }
      const now = performance.now()
      if (now - reported > 1000 * reportEvery || step === job.steps || step === start.step + 1) {
        const perStep = (now - began) / 1000 / (step - start.step)
        emit({
          type: 'progress',
          step,
          losses: lossesOf(out.right),
          gradientNorm: scalar(out.right, 'gradientNorm'),
          learningRate: rate,
          imagesPerSecond: training.batch / perStep,
          secondsLeft: perStep * (job.steps - step),
        })
        reported = now
      }
      // Signals come in only between turns of the event loop.
      await new Promise(setImmediate)
      const stop = stopRequested()
      if (stop || step === job.steps || step % training.checkpointEvery === 0) {
        const written = await saved(job, e, program, session, step, emit)()
        if (E.isLeft(written)) return written
      }
      if (stop || step === job.steps) return E.right(step)
      if (training.evaluateEvery !== null && step % training.evaluateEvery === 0) {
        const metrics = await assessed(target, opened, session.state())()
        if (E.isLeft(metrics)) return metrics
        emit({ type: 'evaluated', step, metrics: metrics.right })
      }
    }
    return E.right(step)
  }
}

/** Metrics of a run that was stopped: nothing is measured. */
const unmeasured: Metrics = { AP: null, AP50: null, AP75: null, APvt: null, APt: null, APs: null, APm: null }

/**
 * Trains the experiment of a job on a target: reads the data, compiles one graph for the whole step, runs it to the end, then measures
 * the detector on the validation split. Continues from `resume`.
 */
export const trainOn =
  (target: Target): Train =>
  (job, emit, stopRequested) => {
    const began = performance.now()
    const summary = (e: Experiment, done: number, metrics: Metrics): Summary => ({
      name: e.name,
      seed: job.seed,
      target: target.name,
      steps: done,
      seconds: (performance.now() - began) / 1000,
      metrics,
    })
    return pipe(
      TE.Do,
      TE.bind('e', () =>
        pipe(
          first(decodeExperiments(job.experiment)),
          E.map(([e]) => e),
          TE.fromEither,
        ),
      ),
      TE.bind('program', ({ e }) => TE.fromEither(first(compile(target.table)(trainingOf(e))))),
      TE.bind('start', ({ program }) => startOf(job, program)),
      TE.bind('splits', ({ e }) => splitsOf(e)),
      TE.bind('session', ({ program, start }) => target.open(program, start.values)),
      TE.chain((opened) => {
        const { e, program, start, splits, session } = opened
        splits.notices.forEach((notice) => {
          emit({ type: 'warning', issue: notice })
        })
        emit({
          type: 'started',
          name: e.name,
          seed: job.seed,
          target: target.name,
          steps: job.steps,
          firstStep: start.step,
          parameters: program.parameters.reduce((n, p) => n + size(p.shape), 0),
          peakBytes: program.schedule.peakBytes,
        })
        return pipe(
          steps(job, target, opened, emit, stopRequested),
          TE.chain((done) => {
            const values = session.state()
            session.close()
            if (done < job.steps) return TE.right(summary(e, done, unmeasured))
            return pipe(
              assessed(target, opened, values),
              TE.map((metrics) => {
                emit({ type: 'evaluated', step: done, metrics })
                return summary(e, done, metrics)
              }),
            )
          }),
        )
      }),
    )
  }
