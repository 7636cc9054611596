import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { type FormatName, formatNames } from './names.ts'

const unknown = (path: string, message: string): Issue =>
  issue('data: unknown format', message, `name it: one of ${formatNames.join(', ')}`, { path: [path] })

/** Guesses the format of a file or folder of annotations. */
export const detectFormat = (path: string): TE.TaskEither<Issue, FormatName> =>
  path.endsWith('.json') ? TE.right('coco') : TE.left(unknown(path, 'what the files hold looks like no format that is known'))
