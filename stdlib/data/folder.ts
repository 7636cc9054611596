import { isAbsolute, resolve, sep } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { brief } from '../../dsl/core/brief.ts'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { inWords } from '../files/error.ts'
import { regularSize } from '../files/regular.ts'
import { system } from '../files/system.ts'

const within = (folder: string, path: string): boolean => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/** That a name from outside leads out of its folder. */
export const leaves = (folder: string, file: string, path: string): Issue =>
  issue(
    'data: file outside its folder',
    `a file name stays inside ${folder}, but ${brief(120)(file)} leaves it`,
    'move the file into the folder and name it from there',
    {
      evidence: [['file', path]],
    },
  )

/**
 * Does a name stay inside the folder that it is relative to, as far as the name tells? Links are seen by `fileWithin` alone.
 *
 * @example ['a/b.png', 'a/../b.png', '../b.png', '/b.png', '.'].map(staysInside) // => [true, true, false, false, false]
 */
export const staysInside = (file: string): boolean => {
  const folder = resolve('/folder')
  return !isAbsolute(file) && within(folder, resolve(folder, file))
}

/** A name that does not, where it stands. */
export const leavesFolder = (path: readonly string[], file: string, folder = 'the folder of images'): Issue =>
  issue(
    'data: file outside its folder',
    `a file name stays inside ${folder}, but ${brief(120)(file)} leaves it`,
    'move the file into the folder and name it from there',
    { path },
  )

/** The folder itself, links resolved. */
export const realFolder = (folder: string): TE.TaskEither<Issue, string> =>
  TE.tryCatch(
    async () => system.realpath(folder),
    (e) => issue('data: no such folder', inWords(e), 'check the path of the image folder', { path: [folder] }),
  )

/**
 * The real path of a file named from `folder` (as `realFolder` gives it). Names come from files that others wrote: one that leaves the
 * folder, as an absolute path, by `..` or over a link, is an Issue, and so is one that does not exist, or is no regular file: a pipe would be
 * waited for.
 */
export const fileWithin =
  (folder: string) =>
  (file: string): TE.TaskEither<Issue, string> => {
    const named = resolve(folder, file)
    return isAbsolute(file) || !within(folder, named)
      ? TE.left(leaves(folder, file, named))
      : pipe(
          TE.tryCatch(
            async () => system.realpath(named),
            (e) => issue('data: missing image', inWords(e), 'check the image folder and the file name', { evidence: [['file', named]] }),
          ),
          TE.filterOrElse(
            (real) => within(folder, real),
            (real) => leaves(folder, file, real),
          ),
          TE.chainFirst(regularSize),
        )
  }
