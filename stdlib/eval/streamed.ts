import type * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { Document, Take } from '../files/json-lists.ts'
import { readLists } from '../files/read-lists.ts'

/** What a document becomes whose records are taken as they come. For one document. */
export interface Streamed<A> {
  readonly take: Take
  readonly done: (document: Document) => E.Either<NonEmptyArray<Issue>, A>
}

/** Reads a file through it; each run with a fresh one. */
export const streamed = <A>(file: string, make: () => Streamed<A>): TE.TaskEither<NonEmptyArray<Issue>, A> =>
  pipe(
    TE.fromIO<Streamed<A>, NonEmptyArray<Issue>>(make),
    TE.chain(({ take, done }) =>
      pipe(
        readLists(file, take),
        TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
        TE.chainEitherK(done),
      ),
    ),
  )
