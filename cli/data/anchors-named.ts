import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issuesOf } from '../../dsl/core/exact.ts'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { suggest } from '../../dsl/core/nearest.ts'
import { Anchoring, anchorings } from '../../graphs/experiment/anchoring.ts'
import { readJson } from '../json-file.ts'

/** Anchors by their name, or from a file that ends in `.json`. */
export const anchorsNamed = (text: string): TE.TaskEither<NonEmptyArray<Issue>, Anchoring> => {
  if (text.endsWith('.json'))
    return pipe(
      readJson(text),
      TE.mapLeft((i): NonEmptyArray<Issue> => [i]),
      TE.chainEitherK((json) => pipe(Anchoring.decode(json), E.mapLeft(issuesOf('anchors')), E.mapLeft(map(under(text))))),
    )
  const known = anchorings.find(({ name }) => name === text)
  return known === undefined
    ? TE.left([
        issue(
          'coverage: anchors',
          `there are no anchors \`${text}\``,
          `${suggest(
            text,
            anchorings.map(({ name }) => name),
          )}; anchors of your own are a .json file`,
          { path: ['--anchors'] },
        ),
      ])
    : TE.right(known)
}
