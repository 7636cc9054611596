import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { isFolder } from '../../stdlib/files/is-folder.ts'
import { formatAt } from './format-at.ts'
import { type PartPlace, partsAt } from './parts.ts'

export interface OneOptions {
  readonly from?: string | undefined
  readonly images?: string | undefined
}

const several = (path: string, parts: readonly PartPlace[]): Issue =>
  issue(
    'data: which split',
    `one data set is wanted, but the folder has ${parts.length}: ${parts.map(({ name }) => name).join(', ')}`,
    `name one: ${parts.map(({ place }) => place.path).join(', ')}`,
    { path: [path] },
  )

/**
 * The one data set at a path. A folder whose annotations are text is taken whole; of JSON it may hold one file, since which of several is
 * meant cannot be told.
 *
 * @example onePart('coco', {})   // coco/instances_val2017.json, where that is all
 */
export const onePart = (path: string, { from, images }: OneOptions): TE.TaskEither<Issue, Pick<PartPlace, 'format' | 'place'>> => {
  const given = { ...(from === undefined ? {} : { from }), ...(images === undefined ? {} : { images }) }
  return pipe(
    formatAt(path, from),
    TE.map((format) => ({ format, place: { path, ...(images === undefined ? {} : { images }) } })),
    TE.orElse((unknown) =>
      pipe(
        TE.fromTask<boolean, Issue>(() => isFolder(path)),
        TE.chain((folder) => (folder && from === undefined ? partsAt(path, given) : TE.left(unknown))),
        TE.chain((parts): TE.TaskEither<Issue, Pick<PartPlace, 'format' | 'place'>> => {
          const [first, ...others] = parts
          return first === undefined ? TE.left(unknown) : others.length > 0 ? TE.left(several(path, parts)) : TE.right(first)
        }),
      ),
    ),
  )
}
