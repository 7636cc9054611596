import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { initialState } from '../../stdlib/nn/initialise.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import type { Metrics } from '../events.ts'
import { assess } from './assess.ts'
import { openDetector } from './detector-session.ts'
import { splitsOf } from './sources.ts'

/** The metrics of an experiment's detector as it starts, on the validation split: what training is compared with. */
export const measureUntrained = (target: Target, e: Experiment): TE.TaskEither<Issue, Metrics> =>
  pipe(
    TE.Do,
    TE.bind('splits', () => splitsOf(e)),
    TE.bind('detector', () => openDetector(e, target, initialState(keptByProcedure(trainingOf(e)), e.seed), e.training.batch)),
    TE.chain(({ splits, detector }) =>
      pipe(
        assess(e, splits.valid, detector, e.training.batch),
        TE.chainFirstIOK(() => detector.close),
      ),
    ),
  )
