import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Target, Values } from '../../dsl/targets/session.ts'
import { inferenceOf, levelsAt } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'
import { inputSize, normalisationOf } from './input.ts'
import { detectorOn, type DetectorSession, type Reading } from './detector.ts'

/** How an experiment's detector is fed and read, so many images at a time. */
export const readingOf = (e: Experiment, batch: number): Reading => ({
  size: inputSize(e),
  normalise: normalisationOf(e),
  levels: levelsAt(e),
  test: e.test,
  batch,
})

/** Opens the inference of an experiment with the values of its parameters; others may be among them. */
export const openDetector = (e: Experiment, target: Target, values: Values, batch: number): TE.TaskEither<Issue, DetectorSession> =>
  pipe(
    compile(target.table)(inferenceOf(e, batch)),
    E.mapLeft(([first]) => first),
    TE.fromEither,
    TE.chain((program) => target.open(program, values)),
    TE.map((session) => detectorOn(readingOf(e, batch), session)),
  )
