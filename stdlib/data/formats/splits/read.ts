import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import { suggest } from '../../../../dsl/core/nearest.ts'
import type { Reading } from '../../fault.ts'
import type { Place, Read } from '../format.ts'
import type { FindSplits, FoundSplit, Piece } from './found.ts'
import { joined } from './joined.ts'

/** The Issue of a name that no split has. */
export const unknownSplit = (path: string, name: string, known: readonly string[]): Issue =>
  issue(
    'data: unknown split',
    known.length === 0
      ? `there is no split \`${name}\`: none is found here`
      : `there is no split \`${name}\`: there are ${known.join(', ')}`,
    known.length === 0 ? 'leave it out, and name the file or folder of the split' : suggest(name, known),
    { path: [path] },
  )

const named = (path: string, name: string, splits: readonly FoundSplit[]): E.Either<Issue, FoundSplit> => {
  const found = splits.find((split) => split.name === name)
  return found === undefined
    ? E.left(
        unknownSplit(
          path,
          name,
          splits.map((split) => split.name),
        ),
      )
    : E.right(found)
}

/** A reader of a place that reads one split of it, as `find` knows them, where one is asked for; formats without lists have none. */
export const bySplit =
  (find: FindSplits | undefined, read: (piece: Piece) => TE.TaskEither<Issue, Reading>): Read =>
  ({ split, ...place }: Place) => {
    const { path } = place
    if (split === undefined) return read({ place })
    if (find === undefined) return TE.left(unknownSplit(path, split, []))
    return pipe(
      find(place),
      TE.chainEitherK(({ splits }) => named(path, split, splits)),
      TE.chain(({ pieces, faults }) =>
        pipe(
          TE.fromEither(pieces),
          TE.chain(TE.traverseSeqArray(read)),
          TE.chain(joined(path)),
          TE.map((reading) => ({ ...reading, faults: [...faults, ...reading.faults] })),
        ),
      ),
    )
  }
