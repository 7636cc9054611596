import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { Fault } from '../../stdlib/data/fault.ts'
import type { Place } from '../../stdlib/data/formats/format.ts'
import { formats } from '../../stdlib/data/formats/index.ts'
import type { FormatName } from '../../stdlib/data/formats/names.ts'
import { unknownSplit } from '../../stdlib/data/formats/splits/read.ts'
import { withoutUnions } from '../../stdlib/data/formats/splits/unions.ts'
import { isFolder } from '../../stdlib/files/is-folder.ts'
import { unreadable } from '../../stdlib/files/unreadable.ts'
import { formatAt } from './format-at.ts'

/** Where a split of a data set lies, and in which format. */
export interface PartPlace {
  readonly name: string
  readonly format: FormatName
  readonly place: Place
  /** What was noticed of all splits as they were found. */
  readonly notices?: readonly Fault[]
}

export interface PartOptions {
  readonly from?: string | undefined
  readonly images?: string | undefined
  /** This split alone, by its name. */
  readonly split?: string | undefined
}

/** A split's name in that of a file or folder: `instances_val2017.json`, `VisDrone2019-DET-train`. */
const splitName = /(?:^|[-_])((?:train(?:val)?|minival|valid(?:ation)?|val|test)(?:\d{4})?(?:[-_][\w-]+)?)$/i

const splitIn = (name: string): string | undefined => splitName.exec(name)?.[1]

/** What splits are in, beside the folder itself. */
const inside = ['.', 'annotations', 'Annotations', 'labels', 'labelTxt']

interface Candidate {
  readonly name: string
  readonly path: string
}

/** Files or folders in `folder` that are called as splits are; a JSON beside a folder of its name is one, whatever it is called. */
const candidates = async (folder: string, wanted: 'files' | 'folders'): Promise<readonly Candidate[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = new Set(entries.map(({ name }) => name))
  return entries.flatMap((entry) => {
    const isFile = extname(entry.name).toLowerCase() === '.json'
    const stem = isFile ? basename(entry.name, extname(entry.name)) : entry.name
    const name = splitIn(stem) ?? (isFile && names.has(stem) ? stem : undefined)
    return name === undefined || isFile !== (wanted === 'files') ? [] : [{ name, path: join(folder, entry.name) }]
  })
}

const order = (name: string): number => (/^train/i.test(name) ? 0 : /val/i.test(name) ? 1 : 2)

const inOrder = (a: { readonly name: string }, b: { readonly name: string }): number =>
  order(a.name) - order(b.name) || (a.name < b.name ? -1 : 1)

/** `DIR/train` in a folder of all images, where it is there; else that folder. */
const imagesFor = async (images: string | undefined, name: string): Promise<Pick<Place, 'images'>> => {
  if (images === undefined) return {}
  return { images: (await isFolder(join(images, name))) ? join(images, name) : images }
}

const placesOf = async (found: readonly Candidate[], { from, images }: PartOptions): Promise<readonly PartPlace[]> => {
  const places: PartPlace[] = []
  for (const { name, path } of [...found].sort(inOrder)) {
    const format = await formatAt(path, from)()
    if (E.isRight(format)) places.push({ name, format: format.right, place: { path, ...(await imagesFor(images, name)) } })
  }
  return places
}

/** Has the folder annotations of its own, beside a folder that is called as a split is? */
const isWhole = async (folder: string): Promise<boolean> => {
  for (const name of inside.slice(1)) if (await isFolder(join(folder, name))) return true
  return false
}

const laidOut = async (folder: string, wanted: 'files' | 'folders', o: PartOptions): Promise<readonly PartPlace[]> => {
  for (const at of inside) {
    const places = await placesOf(await candidates(join(folder, at), wanted), o)
    if (places.length > 1 || (places.length === 1 && !(wanted === 'folders' && at === '.' && (await isWhole(folder))))) return places
  }
  return []
}

/** Parts of a data set, and what was noticed as they were looked for. */
interface Sought {
  readonly places: readonly PartPlace[]
  readonly notices: readonly Fault[]
}

const none: Sought = { places: [], notices: [] }

const unread = (name: string, { message, path }: Issue): Fault => ({
  severity: 'odd',
  issue: issue(
    'data: splits not read',
    `${name} says what the splits are, but cannot be read: ${message}`,
    'the folder is taken as it lies; mend this, or name the folder of a split',
    { path },
  ),
})

/** Splits by lists of the folder's format; those that are unions of others only where one is named. None where no list can be read. */
const listed = async (folder: string, o: PartOptions): Promise<Sought> => {
  const format = await formatAt(folder, o.from)()
  const find = E.isRight(format) ? formats[format.right].splits : undefined
  if (E.isLeft(format) || find === undefined) return none
  const found = await find({ path: folder, ...(o.images === undefined ? {} : { images: o.images }) })()
  if (E.isLeft(found)) return { places: [], notices: [unread('a file', found.left)] }
  const { splits } = found.right
  if (!splits.some(({ pieces }) => E.isRight(pieces)))
    return {
      places: [],
      notices: splits.flatMap(({ name, pieces }) => (E.isLeft(pieces) ? [unread(`a list of ${name}`, pieces.left)] : [])),
    }
  const shown = o.split === undefined ? withoutUnions(splits) : splits
  const notices = o.split === undefined ? await found.right.notices() : []
  const places: PartPlace[] = []
  for (const { name } of [...shown].sort(inOrder))
    places.push({ name, format: format.right, place: { path: folder, split: name, ...(await imagesFor(o.images, name)) } })
  return { places, notices }
}

/** Says it with the first of them. */
const noticed = (notices: readonly Fault[], [first, ...rest]: readonly PartPlace[]): readonly PartPlace[] =>
  first === undefined ? [] : notices.length === 0 ? [first, ...rest] : [{ ...first, notices }, ...rest]

const sought = async (folder: string, o: PartOptions): Promise<Sought> => {
  const files = await laidOut(folder, 'files', o)
  if (files.length > 0) return { places: files, notices: [] }
  const lists = await listed(folder, o)
  return lists.places.length > 0 ? lists : { ...lists, places: await laidOut(folder, 'folders', o) }
}

/**
 * Splits of a folder: the first of its layouts that has any. Files come first, as they are named in most commands; lists of names before folders, since a
 * folder may hold more than its lists say.
 */
export const splitsIn = async (folder: string, o: PartOptions): Promise<readonly PartPlace[]> => {
  const { places, notices } = await sought(folder, o)
  return noticed(notices, places)
}

const alone = (path: string, o: PartOptions): TE.TaskEither<Issue, readonly PartPlace[]> =>
  pipe(
    formatAt(path, o.from),
    TE.map((format) => [
      {
        name: splitIn(basename(path, extname(path))) ?? basename(path, extname(path)),
        format,
        place: { path, ...(o.images === undefined ? {} : { images: o.images }) },
      },
    ]),
  )

/** The one JSON that a folder holds, which then is its annotations whatever it is called; else the path itself. */
const onlyJson = async (path: string): Promise<string> => {
  const [only, ...others] = (await readdir(path).catch(() => [])).filter((name) => extname(name).toLowerCase() === '.json')
  return only === undefined || others.length > 0 ? path : join(path, only)
}

const aloneIn = (path: string, o: PartOptions): TE.TaskEither<Issue, readonly PartPlace[]> =>
  pipe(
    alone(path, o),
    TE.orElse((unknown) =>
      pipe(
        TE.fromTask(() => onlyJson(path)),
        TE.chain((file) => (file === path ? TE.left(unknown) : alone(file, o))),
      ),
    ),
  )

/** The splits of a folder; where it has none, the whole of it. */
const partsIn =
  (folder: string, o: PartOptions): TE.TaskEither<Issue, readonly PartPlace[]> =>
  async () => {
    const { places, notices } = await sought(folder, o)
    const found = places.length > 0 ? E.right(places) : await aloneIn(folder, o)()
    return E.Functor.map(found, (parts) => noticed(notices, parts))
  }

const chosen =
  (path: string, split: string | undefined) =>
  (parts: readonly PartPlace[]): E.Either<Issue, readonly PartPlace[]> => {
    if (split === undefined) return E.right(parts)
    const found = parts.filter(({ name }) => name === split)
    return found.length > 0
      ? E.right(found)
      : E.left(
          unknownSplit(
            path,
            split,
            parts.map(({ name }) => name),
          ),
        )
  }

/**
 * The splits at a path: one file or folder of annotations, or a folder of one JSON; or, where a folder holds such that are called train, val, valid, test or the
 * like (`train.json`, `annotations/instances_val2017.json`, `VisDrone2019-DET-train`, `labels/train`), or lists that name them
 * (`ImageSets/Main/train.txt`, `data.yaml`), each of them, training first. Where one is asked for, that alone.
 *
 * @returns an Issue that names those that are there for a split that is not
 */
export const partsAt = (path: string, o: PartOptions): TE.TaskEither<Issue, readonly PartPlace[]> =>
  pipe(
    TE.tryCatch(() => stat(path), unreadable(path)),
    TE.chain((found) => (found.isDirectory() ? partsIn(path, o) : aloneIn(path, o))),
    TE.chainEitherK(chosen(path, o.split)),
  )
