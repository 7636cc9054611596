import { link, lstat, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { errorCode, inWords } from './error.ts'
import { makeFolder } from './make-folder.ts'

/** Text of a file to be written, in parts, so that it need not fit one string. */
export type Parts = Iterable<string>

/** Waiting for the disk once is nothing; for each of thirty thousand files it is minutes. */
const write = async (path: string, parts: Parts, toDisk: boolean): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    // `write` may write less than it is given, as on a disk that is almost full, and say nothing.
    for (const part of parts) await file.writeFile(part)
    if (toDisk) await file.sync()
  } finally {
    await file.close()
  }
}

const taken = (path: string): Issue =>
  issue(
    'output: something is there',
    'nothing is written over, but the destination is taken',
    'name a new file, or a new or empty folder',
    {
      path: [path],
    },
  )

const unwritable = (path: string, message: string): Issue =>
  issue('output: cannot be written', message, 'name a place that can be written to', { path: [path] })

const failed =
  (path: string) =>
  (e: unknown): Issue => {
    const code = errorCode(e)
    return code === 'EEXIST' || code === 'ENOTEMPTY' ? taken(path) : unwritable(path, inWords(e))
  }

/** The folder that something new is to be in, and a new folder there to work in. */
const workplace = async (path: string): Promise<E.Either<Issue, string>> => {
  if (path === '') return E.left(unwritable(path, 'the destination has no name'))
  const above = dirname(resolve(path))
  try {
    await makeFolder(above)
    return E.right(await mkdtemp(join(above, `.${basename(resolve(path)).slice(0, 100)}.part-`)))
  } catch (e) {
    // Folders of the system's own say that files are not there which they do not take.
    return E.left(unwritable(path, errorCode(e) === 'ENOENT' ? `${above} takes no new files` : `${above}: ${inWords(e)}`))
  }
}

/** In a new folder, that which takes the place of `path`. */
const filling = 'folder'

/** An issue of what is not yet in its place, as if it were: the user knows no other. */
const inPlace =
  (part: string, path: string) =>
  (i: Issue): Issue => {
    const named = (text: string): string => [join(part, filling), part].reduce((t, from) => t.replaceAll(from, path), text)
    return { ...i, message: named(i.message), path: i.path.map(named), evidence: i.evidence.map(([name, value]) => [name, named(value)]) }
  }

/** Runs `work` with a new folder beside `path`, which is gone afterwards whatever happens. */
const beside =
  <A>(path: string, work: (folder: string) => Promise<E.Either<Issue, A>>): TE.TaskEither<Issue, A> =>
  async () => {
    const part = await workplace(path)
    if (E.isLeft(part)) return part
    try {
      return await work(part.right)
    } catch (e) {
      return E.left(inPlace(part.right, path)(failed(path)(e)))
    } finally {
      await rm(part.right, { recursive: true, force: true })
    }
  }

const free = (path: string, isFree: (found: Awaited<ReturnType<typeof lstat>>) => Promise<boolean>): Promise<boolean> =>
  lstat(path).then(isFree, (e: unknown) => {
    if (errorCode(e) === 'ENOENT') return true
    throw e
  })

/** Writes a new file, whole or not at all. @returns an Issue where anything has this name, and where it cannot be written */
export const writeNewFile = (path: string, parts: Parts): TE.TaskEither<Issue, void> =>
  beside(path, async (folder) => {
    if (/[\\/]$/.test(path)) return E.left(unwritable(path, 'a file is to be written, but this ends as the name of a folder does'))
    if (!(await free(path, () => Promise.resolve(false)))) return E.left(taken(path))
    const part = join(folder, 'file')
    await write(part, parts, true)
    // Unlike rename, link does not replace what was made meanwhile; not every file system has it.
    try {
      await link(part, path)
    } catch (e) {
      if (errorCode(e) === 'EEXIST') throw e
      await rename(part, path)
    }
    return E.right(undefined)
  })

/**
 * Makes a new folder, or fills an empty one, whole or not at all.
 *
 * @param fill puts its files into a folder beside it, which then takes its place
 * @returns an Issue where a file, a link, or a folder with something in it has this name, where it cannot be written, and that of `fill`
 */
export const makeNewFolder = <A>(path: string, fill: (folder: string) => Promise<E.Either<Issue, A>>): TE.TaskEither<Issue, A> =>
  beside(path, async (part) => {
    if (!(await free(path, async (found) => found.isDirectory() && (await readdir(path)).length === 0))) return E.left(taken(path))
    // The part itself is for its owner alone.
    const folder = join(part, filling)
    await makeFolder(folder)
    const filled = E.mapLeft(inPlace(part, path))(await fill(folder))
    // Takes the place of an empty folder, and of nothing else.
    if (E.isRight(filled)) await rename(folder, path)
    return filled
  })

/**
 * Writes a new folder of text files, as `makeNewFolder` does.
 *
 * @param files by their path from the folder, with `/`
 */
export const writeNewFolder = (path: string, files: Iterable<readonly [name: string, parts: Parts]>): TE.TaskEither<Issue, void> =>
  makeNewFolder(path, async (folder) => {
    const made = new Set<string>()
    for (const [name, parts] of files) {
      const file = join(folder, name)
      if (!made.has(dirname(file))) await makeFolder(dirname(file))
      made.add(dirname(file))
      await write(file, parts, false)
    }
    return E.right(undefined)
  })
