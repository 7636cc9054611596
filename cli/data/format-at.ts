import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import { detectFormat } from '../../stdlib/data/formats/recognise.ts'
import { type FormatName, formatNames, isFormatName } from '../../stdlib/data/formats/names.ts'

/** The format that `--from` names, else the one that the files look like. */
export const formatAt = (path: string, named: string | undefined): TE.TaskEither<Issue, FormatName> => {
  if (named === undefined) return detectFormat(path)
  return isFormatName(named)
    ? TE.right(named)
    : TE.left(issue('data: format', `there is no format \`${named}\``, suggest(named, formatNames), { path: ['--from'] }))
}
