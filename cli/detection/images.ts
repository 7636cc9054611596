import { readdir, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { getSemigroup, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { ApplySeq } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { unreadable } from '../../stdlib/files/unreadable.ts'

type Issues = NonEmptyArray<Issue>

/** What counts as an image in a folder; a file that is named itself may be called anything. */
const extensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.gif'])

/**
 * The image files under paths, in the order of the paths and, within a folder and the folders in it, of names; each file once.
 * Names that begin with a dot are passed over in folders, and so is the folder `except`. An issue for each path that is not there or
 * holds no image.
 */
export const imagesUnder = (paths: readonly string[], except?: string): TE.TaskEither<Issues, readonly string[]> =>
  pipe(
    paths,
    RA.traverse(TE.getApplicativeTaskValidation(ApplySeq, getSemigroup<Issue>()))((path) => filesAt(path, except)),
    TE.map((lists) => [...new Map(lists.flat().map((file) => [resolve(file), file])).values()]),
  )

const filesAt = (path: string, except: string | undefined): TE.TaskEither<Issues, readonly string[]> =>
  pipe(
    TE.tryCatch(
      async () => ((await stat(path)).isDirectory() ? imagesIn(path, except) : [path]),
      (e): Issues => [unreadable(path)(e)],
    ),
    TE.filterOrElse(
      (files) => files.length > 0,
      (): Issues => [
        issue('detect: no images', 'there is no image in this folder', `images end in ${[...extensions].join(', ')}`, { path: [path] }),
      ],
    ),
  )

const imagesIn = async (folder: string, except: string | undefined): Promise<readonly string[]> => {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const found = await Promise.all(
    entries
      .map((entry) => ({ entry, path: join(folder, entry.name) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(async ({ entry, path }): Promise<readonly string[]> => {
        if (entry.isDirectory()) return except !== undefined && resolve(path) === resolve(except) ? [] : imagesIn(path, except)
        return extensions.has(extname(entry.name).toLowerCase()) && (await isFile(path)) ? [path] : []
      }),
  )
  return found.flat()
}

/** Follows links, as a data folder may be made of them. */
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
