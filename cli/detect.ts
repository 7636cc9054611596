import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import type { DetectOptions } from './program.ts'

/** `detect`: finds objects in images with the newest checkpoint of a run. */
export const detect = (options: DetectOptions): TE.TaskEither<NonEmptyArray<Issue>, number> =>
  TE.left([issue('detect: missing', 'this command is not written yet', 'wait for it', { path: [options.run] })])
