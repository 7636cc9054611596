import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { unknownSplit } from '../../stdlib/data/formats/splits/read.ts'
import { isFolder } from '../../stdlib/files/is-folder.ts'
import { formatAt } from './format-at.ts'
import { type PartOptions, type PartPlace, partsAt } from './parts.ts'

/** As for the splits of a data set. */
export type OneOptions = PartOptions

const several = (path: string, parts: readonly PartPlace[]): Issue =>
  issue(
    'data: which split',
    `one data set is wanted, but the folder has ${parts.length}: ${parts.map(({ name }) => name).join(', ')}`,
    `name one, such as \`--split ${parts[0]?.name ?? ''}\``,
    { path: [path] },
  )

/**
 * The one data set at a path. A folder whose annotations are text is taken whole; of JSON it may hold one file, since which of several is
 * meant cannot be told. Where a split is asked for, it is that.
 *
 * @example onePart('coco', {})   // coco/instances_val2017.json, where that is all
 */
export const onePart = (path: string, { from, images, split }: OneOptions): TE.TaskEither<Issue, Pick<PartPlace, 'format' | 'place'>> => {
  const given = { ...(from === undefined ? {} : { from }), ...(images === undefined ? {} : { images }) }
  if (split !== undefined)
    return pipe(
      partsAt(path, { ...given, split }),
      TE.chain(([first]) => (first === undefined ? TE.left(unknownSplit(path, split, [])) : TE.right(first))),
    )
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
