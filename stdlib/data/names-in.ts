import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { unreadableAnnotations } from './unreadable-annotations.ts'

/** Folders in folders, at most; links to folders are not followed, so that there is an end. */
const deepest = 12

/** The files in a folder and those inside it, by their path from there, with `/`, sorted; an Issue where it cannot be listed. */
export const namesIn = (folder: string, wanted: (name: string) => boolean): TE.TaskEither<Issue, readonly string[]> => {
  const list = async (at: string, depth: number): Promise<readonly string[]> => {
    const entries = await readdir(at, { withFileTypes: true })
    const files = entries.filter((e) => !e.isDirectory() && wanted(e.name)).map(({ name }) => relative(folder, join(at, name)))
    const inner: (readonly string[])[] = []
    if (depth < deepest) for (const e of entries) if (e.isDirectory()) inner.push(await list(join(at, e.name), depth + 1))
    return [...files, ...inner.flat()]
  }
  return TE.tryCatch(async () => (await list(folder, 0)).map((name) => name.split(sep).join('/')).sort(), unreadableAnnotations(folder))
}
