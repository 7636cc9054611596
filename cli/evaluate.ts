import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import type { EvaluateOptions } from './commands/evaluate.ts'
import { type Task, taskOf } from './evaluation/asked.ts'
import { type MeasureWorld, measureOne, measureTwo } from './evaluation/measure.ts'
import { compared, comparedEach } from './evaluation/read.ts'

/** Metrics as text for standard output, and what was left out of them. */
export interface Evaluated {
  readonly text: string
  readonly warnings: readonly Issue[]
}

const silent: MeasureWorld = { err: () => undefined, live: false, now: () => 0, columns: Infinity }

/** `evaluate`: measures detections against a ground truth, or two of them against each other. Faults of both sides are told at once. */
export const evaluateFiles = (options: EvaluateOptions, world: MeasureWorld = silent): TE.TaskEither<NonEmptyArray<Issue>, Evaluated> =>
  pipe(TE.fromEither(taskOf(options)), TE.chain(done(options, world)))

const done =
  (options: EvaluateOptions, world: MeasureWorld) =>
  (task: Task): TE.TaskEither<NonEmptyArray<Issue>, Evaluated> => {
    if (task.kind === 'one') {
      return pipe(
        compared({ ...options, detections: task.detections }),
        TE.chain(({ protocol, comparison, warnings }) =>
          pipe(
            measureOne(world, options, task, protocol, comparison),
            TE.map(({ text, warnings: more }) => ({ text, warnings: [...warnings, ...more] })),
          ),
        ),
      )
    }
    return pipe(
      comparedEach(options, [...task.files]),
      TE.chain(([first, second = first]) =>
        pipe(
          measureTwo(world, options, task, first.protocol, [first.comparison, second.comparison]),
          TE.map(({ text, warnings }) => ({ text, warnings: [...first.warnings, ...second.warnings, ...warnings] })),
        ),
      ),
    )
  }
