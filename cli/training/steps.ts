import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Program } from '../../dsl/compile/compile.ts'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Session, Target } from '../../dsl/targets/session.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { learningRateFeed } from '../../graphs/training-step.ts'
import { addLost, type Lost, nothingLost } from '../../stdlib/data/transforms/keeping.ts'
import { learningRateAt } from '../../stdlib/optim/schedule.ts'
import type { Event, Metrics } from '../events.ts'
import type { Job } from '../job.ts'
import { measured } from './assess.ts'
import { openDetector } from './detector-session.ts'
import { keep } from './keep.ts'
import { batchesOf } from './loading.ts'
import { finiteLoss, reporter } from './progress.ts'
import type { Splits } from './sources.ts'

/** A run that is ready for its next step. */
export interface Opened {
  readonly e: Experiment
  readonly target: Target
  readonly program: Program
  readonly splits: Splits
  readonly session: Session
  /** Steps done before. */
  readonly firstStep: number
}

/** The detector as it stands now, measured on the validation split. */
export const measureNow = ({ e, target, splits, session }: Opened): TE.TaskEither<Issue, Metrics> =>
  measured(
    e,
    splits.valid,
    pipe(
      session.state,
      TE.chain((values) => openDetector(e, target, values, e.training.batch)),
    ),
  )

/** What augmentation took away in a session, if anything. */
const told = ({ outside, cut }: Lost, emit: (event: Event) => void): void => {
  if (outside + cut > 0)
    emit({
      type: 'warning',
      issue: issue(
        'data: boxes lost',
        'augmentation cut pictures, and some of their boxes were not learned there',
        'nothing to do, if this is as expected; `keep` in `input.augment` says which cut boxes are learned',
        {
          path: ['input', 'augment'],
          evidence: [
            ['wholly outside', String(outside)],
            ['cut, and ignored', String(cut)],
          ],
        },
      ),
    })
}

/** Trains an opened run to its last step, or until it is asked to stop, and gives the steps done. The last step leaves a checkpoint. */
export const runSteps =
  (job: Job, opened: Opened, emit: (event: Event) => void, stopRequested: () => boolean): TE.TaskEither<Issue, number> =>
  async () => {
    const { e, program, splits, session, firstStep } = opened
    const { schedule, batch, checkpointEvery, evaluateEvery } = e.training
    if (firstStep >= job.steps) return E.right(firstStep)
    const report = reporter({ first: firstStep, last: job.steps, batch }, emit)
    let step = firstStep
    let waited = 0
    let lost = nothingLost
    let asked = performance.now()
    for await (const loaded of batchesOf(e, job, splits)(step)) {
      waited += performance.now() - asked
      const rate = learningRateAt(schedule, step, job.steps)
      step++
      const out = await pipe(
        TE.fromEither(loaded),
        TE.chain(({ views, facts }) => {
          lost = addLost(lost, facts.lost)
          return session.run({ ...views, [learningRateFeed]: [rate] })
        }),
        TE.chainEitherK((values) => finiteLoss(values, step, rate)),
      )()
      if (E.isLeft(out)) return out
      report(step, out.right, rate, waited)
      // Signals come in only between turns of the event loop.
      await new Promise(setImmediate)
      const last = stopRequested() || step === job.steps
      if (last || step % checkpointEvery === 0) {
        const kept = await pipe(
          session.state,
          TE.chain((values) => keep(job.checkpointFolder, program, { name: e.name, seed: job.seed, step, values })),
        )()
        if (E.isLeft(kept)) return kept
        emit({ type: 'checkpoint', ...kept.right })
      }
      if (last) break
      if (evaluateEvery !== null && step % evaluateEvery === 0) {
        const metrics = await measureNow(opened)()
        if (E.isLeft(metrics)) return metrics
        emit({ type: 'evaluated', step, metrics: metrics.right })
      }
      asked = performance.now()
    }
    told(lost, emit)
    return E.right(step)
  }
