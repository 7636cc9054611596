import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { initialState } from '../../stdlib/nn/initialise.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import type { Metrics } from '../events.ts'
import { measured } from './assess.ts'
import { openDetector } from './detector-session.ts'
import { splitsOf } from './sources.ts'

/** The metrics of an experiment's detector as it starts, on the validation split: what training is compared with. */
export const measureUntrained = (target: Target, e: Experiment): TE.TaskEither<Issue, Metrics> =>
  pipe(
    splitsOf(e),
    TE.chain(({ valid }) =>
      measured(e, valid, openDetector(e, target, initialState(keptByProcedure(trainingOf(e)), e.seed), e.training.batch)),
    ),
  )
