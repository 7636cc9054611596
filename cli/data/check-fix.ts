import { constants, copyFile, realpath, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, resolve, sep } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { type Change, fixed } from '../../stdlib/data/check/fix.ts'
import type { Checked } from '../../stdlib/data/check/splits.ts'
import type { Dataset } from '../../stdlib/data/dataset.ts'
import { countOf, type Fault } from '../../stdlib/data/fault.ts'
import type { Files } from '../../stdlib/data/files.ts'
import { fileWithin, realFolder } from '../../stdlib/data/folder.ts'
import { writeCoco } from '../../stdlib/data/formats/coco/write.ts'
import type { Loss } from '../../stdlib/data/formats/losses.ts'
import { openFiles } from '../../stdlib/data/open-files.ts'
import { makeNewFolder, writeNewFile } from '../../stdlib/files/afresh.ts'
import { makeFolder } from '../../stdlib/files/make-folder.ts'
import { progress, type ProgressWorld } from '../detection/progress.ts'

/** What a corrected copy is. */
export interface FixReport {
  readonly folder: string
  /** A JSON record a line: file, record, and what it was before and is after. */
  readonly log: string
  readonly changes: number
  readonly losses: readonly Loss[]
}

interface FixOptions {
  /** That of the original. */
  readonly path: string
  readonly images?: string | false
  readonly linkImages?: boolean
}

interface Copy {
  readonly name: string
  readonly dataset: Dataset
  readonly changes: readonly Change[]
  readonly read: readonly Fault[]
}

const logName = 'changes.jsonl'

const output = (path: string, message: string, hint: string): Issue => issue('check: output', message, hint, { path: ['--fix', path] })

/** The folder itself or the nearest above it that is there, links resolved. */
const nearest = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch {
    return dirname(path) === path ? path : nearest(dirname(path))
  }
}

/** An issue where the copy would lie inside the original, which readers look through. */
const apart = async (to: string, originals: readonly string[]): Promise<E.Either<Issue, undefined>> => {
  const place = await nearest(resolve(to))
  for (const original of originals) {
    const real = await nearest(resolve(original))
    if (place === real || place.startsWith(real.endsWith(sep) ? real : real + sep))
      return E.left(output(to, `the copy would lie inside the original, ${original}`, 'name a folder beside it'))
  }
  return E.right(undefined)
}

/** Lines of the log: what was corrected, and what the reader could not take over. */
function* logOf(copies: readonly Copy[]): Generator<string> {
  for (const { name, changes, read } of copies) {
    for (const { severity, issue: i } of read) {
      const what = severity === 'odd' ? 'written as it was understood' : 'left out'
      yield `${JSON.stringify({ split: name, at: i.path, kind: i.code, what, before: i.message, evidence: Object.fromEntries(i.evidence), after: null })}\n`
    }
    for (const { check, at, before, after } of changes) {
      const what = after === null ? 'left out' : check === 'image listed twice' ? 'merged' : 'renumbered'
      yield `${JSON.stringify({ split: name, at, kind: `data: ${check}`, what, before, after })}\n`
    }
  }
}

/** From a folder, where the file system can, both share their blocks until one is changed; from a shard, the bytes are written. */
const copyImage = async (from: Files, folder: string, file: string, to: string): Promise<E.Either<Issue, undefined>> => {
  await makeFolder(dirname(to))
  const real = await pipe(
    realFolder(folder),
    TE.chain((inside) => fileWithin(inside)(file)),
  )()
  if (E.isRight(real)) {
    await copyFile(real.right, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    return E.right(undefined)
  }
  const bytes = await from.bytes(file)()
  if (E.isLeft(bytes)) return bytes
  await writeFile(to, bytes.right, { flag: 'wx' })
  return E.right(undefined)
}

/** Each file once: several images may be parts of it. */
const filesOf = ({ images }: Dataset): readonly string[] => [...new Set(images.map(({ file }) => normalize(file)))]

const copyImages = async (world: ProgressWorld, copies: readonly Copy[], folder: string): Promise<E.Either<Issue, undefined>> => {
  const total = copies.reduce((n, { dataset }) => n + filesOf(dataset).length, 0)
  const said = progress(world, total)
  const state = { done: 0 }
  for (const { name, dataset } of copies) {
    const from = await openFiles(dataset.folder)()
    if (E.isLeft(from)) return from
    for (const file of filesOf(dataset)) {
      const copied = await copyImage(from.right, dataset.folder, file, join(folder, name, file))
      if (E.isLeft(copied)) return copied
      state.done += 1
      said.tell(state.done)
    }
  }
  said.clear()
  return E.right(undefined)
}

const linkImages = async (copies: readonly Copy[], folder: string): Promise<E.Either<Issue, undefined>> => {
  for (const { name, dataset } of copies) {
    const from = await realFolder(dataset.folder)()
    if (E.isLeft(from)) return from
    if (!(await stat(from.right)).isDirectory())
      return E.left(output(dataset.folder, 'only a folder can be linked to', 'leave out --link-images'))
    await symlink(from.right, join(folder, name), 'dir')
  }
  return E.right(undefined)
}

const fill =
  (world: ProgressWorld, o: FixOptions, copies: readonly Copy[]) =>
  async (folder: string): Promise<E.Either<Issue, readonly Loss[]>> => {
    const losses: Loss[] = []
    for (const { name, dataset } of copies) {
      const written = await writeCoco(join(folder, `${name}.json`))(dataset)()
      if (E.isLeft(written)) return written
      losses.push(...written.right.losses)
    }
    const log = await writeNewFile(join(folder, logName), logOf(copies))()
    if (E.isLeft(log)) return log
    if (o.images === false) return E.right(losses)
    const images = o.linkImages === true ? await linkImages(copies, folder) : await copyImages(world, copies, folder)
    return pipe(
      images,
      E.map(() => losses),
    )
  }

/**
 * Writes a corrected copy of splits in COCO's format: `SPLIT.json` beside the folder `SPLIT`, as training takes them, and a log of every
 * change. Whole or not at all, to a folder that is new or empty and not inside the original; nothing is written elsewhere.
 */
export const fixTo =
  (world: ProgressWorld, to: string, o: FixOptions) =>
  (checked: readonly Checked[]): TE.TaskEither<Issue, FixReport> => {
    const copies = checked.map(({ name, from, dataset, read, files }): Copy => ({ name, read, ...fixed(from)(dataset, files) }))
    const empty = copies.find(({ dataset }) => dataset.images.length === 0)
    if (empty !== undefined) return TE.left(output(to, `no image of ${empty.name} is left to write`, 'mend what is fatal by hand'))
    const originals = [o.path, ...(o.images === false ? [] : checked.map(({ dataset }) => dataset.folder))]
    return pipe(
      () => apart(to, originals),
      TE.chain(() => makeNewFolder(to, fill(world, o, copies))),
      TE.map((losses) => ({
        folder: to,
        log: join(to, logName),
        changes: copies.reduce((n, { changes, read }) => n + changes.length + countOf(read), 0),
        losses,
      })),
    )
  }
