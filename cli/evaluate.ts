import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { evaluate } from '../stdlib/eval/evaluate.ts'
import { summary } from '../stdlib/eval/summary.ts'
import type { EvaluateOptions } from './commands/evaluate.ts'
import { compared } from './evaluation/read.ts'
import { table } from './evaluation/table.ts'

/** Metrics as text for standard output, and what was left out of them. */
export interface Evaluated {
  readonly text: string
  readonly warnings: readonly Issue[]
}

/** `evaluate`: measures detections against a ground truth. Faults of both are told at once. */
export const evaluateFiles = (options: EvaluateOptions): TE.TaskEither<NonEmptyArray<Issue>, Evaluated> =>
  pipe(
    compared(options),
    TE.map(({ protocol, comparison, warnings }) => {
      const metrics = summary(evaluate(protocol)(comparison))
      return { text: options.json === true ? `${JSON.stringify(metrics)}\n` : table(protocol, metrics), warnings }
    }),
  )
