import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import type { ExplainOptions } from './program.ts'

/** `explain`: the cost of the experiments of a file. */
export const explain = (file: string, options: ExplainOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
  TE.left([
    issue('explain: missing', 'this command is not written yet', 'wait for it', {
      path: [file],
      evidence: [['print after', options.printAfter ?? 'none']],
    }),
  ])
