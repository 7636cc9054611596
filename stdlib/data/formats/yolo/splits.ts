import { readdir } from 'node:fs/promises'
import { isAbsolute, join, posix } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue, under } from '../../../../dsl/core/issue.ts'
import { isFolder } from '../../../files/is-folder.ts'
import type { Fault } from '../../fault.ts'
import { type Files, filesIn } from '../../files.ts'
import { leavesFolder } from '../../folder.ts'
import type { Place } from '../format.ts'
import { stemOf } from '../labels/folders.ts'
import type { FindSplits, FoundSplit, ListedName, Piece } from '../splits/found.ts'
import { longestList, namesListed, wholeFolder, withoutExtension } from '../splits/list.ts'
import { isSplitName } from '../splits/names.ts'
import { textWithin } from '../text.ts'
import { type DataYaml, longestYaml, readDataYaml, type Said } from './data-yaml.ts'
import { yamlsOf } from './names.ts'

/** A data set, and where it says what its splits are. */
interface Told {
  readonly place: Place
  readonly files: Files
  /** Folder that entries are named from, from the data set's. */
  readonly base: string
  readonly source: string
}

/** What an entry of a split comes to. */
interface Entry {
  readonly pieces: readonly Piece[]
  readonly faults: readonly Fault[]
}

/** `images/train` becomes the place of `labels/train`, as the YOLOs have it; of a folder without `images` in its path, all that is there. */
const placed = ({ place: { classes, path } }: Told, images: string): Place => {
  const parts = images.split('/')
  const at = parts.lastIndexOf('images')
  const own = classes === undefined ? {} : { classes }
  if (at < 0) return { path: join(path, images), ...own }
  return { path: join(path, ...parts.slice(0, at), 'labels', ...parts.slice(at + 1)), images: join(path, images), ...own }
}

/** Images that a list names, by the folder that is called images above each, or that each lies in. */
const byFolder = (told: Told, listed: readonly (Omit<ListedName, 'names'> & { readonly path: string })[]): readonly Piece[] => {
  const folders = new Map<string, ListedName[]>()
  for (const { path, ...rest } of listed) {
    const parts = path.split('/')
    const at = parts.slice(0, -1).lastIndexOf('images')
    const folder = at < 0 ? posix.dirname(path) : parts.slice(0, at + 1).join('/')
    const names = folders.get(folder) ?? []
    folders.set(folder, names)
    names.push({ ...rest, names: withoutExtension(posix.relative(folder, path)) })
  }
  return [...folders].map(([folder, names]) => ({ place: placed(told, folder), names }))
}

const listEntry = (told: Told, list: string): TE.TaskEither<Issue, Entry> =>
  pipe(
    textWithin(told.files, list, longestList),
    TE.chainEitherK((text) =>
      namesListed(join(told.place.path, list), text, (name) =>
        // As in the YOLOs, `./` is the folder of the list.
        posix.join(name.startsWith('./') ? posix.dirname(list) : told.base, name),
      ),
    ),
    TE.map(({ listed, faults }) => ({ pieces: byFolder(told, listed), faults })),
  )

const outside = (path: string): boolean => isAbsolute(path) || posix.normalize(path).split('/')[0] === '..'

/** An entry's path from the data set's folder. Roboflow writes `../train/images` for what lies beside data.yaml. */
const inFolder = ({ base, source }: Told, { text, line }: Said): E.Either<Issue, string> => {
  const path = posix.join(base, text)
  if (!isAbsolute(text) && !outside(path)) return E.right(path.replace(/\/$/, ''))
  const beside = text.replace(/^(\.\.\/)+/, '')
  return isAbsolute(text) || outside(beside)
    ? E.left(leavesFolder([source, String(line)], text, wholeFolder))
    : E.right(beside.replace(/\/$/, ''))
}

const entryOf =
  (told: Told) =>
  (said: Said): TE.TaskEither<Issue, Entry> =>
    pipe(
      TE.fromEither(inFolder(told, said)),
      TE.chain((path): TE.TaskEither<Issue, Entry> => {
        if (path.endsWith('.txt'))
          return pipe(
            listEntry(told, path),
            TE.mapLeft((i) => (i.path.length > 0 ? i : under(told.source, String(said.line))(i))),
          )
        const place = placed(told, path)
        return pipe(
          TE.fromTask<boolean, Issue>(async () => (await isFolder(join(told.place.path, path))) || (await isFolder(place.path))),
          TE.filterOrElse(
            (there) => there,
            () => missing(told, said),
          ),
          TE.map(() => ({ pieces: [{ place }], faults: [] })),
        )
      }),
    )

const missing = ({ base, source }: Told, { text, line }: Said): Issue =>
  outside(posix.join(base, text)) ? leavesFolder([source, String(line)], text, wholeFolder) : noFolder([source, String(line)], text)

const noFolder = (path: readonly string[], text: string): Issue =>
  issue(
    'data: no such folder',
    `a split is a folder of images or a list of them, but there is no ${text.slice(0, 120)}`,
    'correct the path',
    {
      path,
    },
  )

const severalImages = (path: string): Issue =>
  issue('data: one folder of images', 'a folder of images is given, but this split has several', 'leave out `--images`', { path: [path] })

/** In the folder of images that was asked for, if any. */
const inImages = ({ path, images }: Place, pieces: readonly Piece[]): E.Either<Issue, readonly Piece[]> => {
  if (images === undefined) return E.right(pieces)
  return pieces.length > 1
    ? E.left(severalImages(path))
    : E.right(pieces.map(({ place, ...rest }) => ({ ...rest, place: { ...place, images } })))
}

/** Lists of one folder as one list; a folder that is named whole has its lists in it. */
const merged = (pieces: readonly Piece[]): readonly Piece[] => {
  const places = new Map<string, Piece>()
  for (const piece of pieces) {
    const key = JSON.stringify([piece.place.path, piece.place.images])
    const { names } = places.get(key) ?? { names: [] }
    const all = names === undefined || piece.names === undefined ? {} : { names: [...names, ...piece.names] }
    places.set(key, { place: piece.place, ...all })
  }
  return [...places.values()]
}

const splitOf = async (told: Told, { name, entries }: DataYaml['splits'][number]): Promise<FoundSplit> => {
  const read = await pipe(entries, TE.traverseSeqArray(entryOf(told)))()
  if (E.isLeft(read)) return { name, pieces: read, faults: [] }
  return {
    name,
    pieces: inImages(told.place, merged(read.right.flatMap(({ pieces }) => pieces))),
    faults: read.right.flatMap(({ faults }) => faults),
  }
}

/** `path` where it is inside; of another machine it is another folder, and the one of data.yaml is taken. */
const baseOf = async (root: string, path: Said | undefined): Promise<string | undefined> => {
  if (path === undefined) return '.'
  const plain = posix.normalize(path.text).replace(/\/$/, '')
  return !outside(plain) && (await isFolder(join(root, plain))) ? plain : undefined
}

const elsewhere = (source: string, { text, line }: Said): Fault => ({
  severity: 'odd',
  issue: issue(
    'data: path elsewhere',
    `\`path\` is a folder inside that of data.yaml, but is ${text.slice(0, 120)}`,
    'the folder of data.yaml is taken',
    {
      path: [source, String(line)],
    },
  ),
})

/** The first YAML of the folder that names splits, else lists called as splits are. */
const saidIn = async (
  root: string,
  files: Files,
): Promise<E.Either<Issue, { readonly file: string; readonly yaml: DataYaml } | undefined>> => {
  const names = await readdir(root).catch((): string[] => [])
  let broken: E.Either<Issue, never> | undefined
  for (const file of yamlsOf(names)) {
    const yaml = pipe(
      await textWithin(files, file, longestYaml)(),
      E.mapLeft((i) => ({ ...i, path: [] })),
      E.chain(readDataYaml),
      E.mapLeft(under(join(root, file))),
    )
    if (E.isLeft(yaml)) broken ??= yaml
    else if (yaml.right.splits.length > 0) return E.right({ file, yaml: yaml.right })
  }
  const lists = names.filter((name) => name.endsWith('.txt') && isSplitName(stemOf(name))).sort()
  if (lists.length === 0) return broken ?? E.right(undefined)
  const splits = lists.map((list) => ({ name: stemOf(list), entries: [{ text: list, line: 1 }] }))
  return E.right({ file: '.', yaml: { names: undefined, path: undefined, splits } })
}

/** Where every split is the same, none is one: `train: images`, `val: images`. */
const isOne = (splits: DataYaml['splits']): boolean =>
  splits.length > 1 && new Set(splits.map(({ entries }) => JSON.stringify(entries.map(({ text }) => text)))).size === 1

/**
 * The splits of a folder of YOLO: those of its data.yaml, each a folder of images, a list of their paths, or several of both; without one, `train.txt`
 * and the like. `path` counts where it is inside; no name leads elsewhere, but a folder that is a link is followed, as everywhere.
 */
export const yoloSplits: FindSplits = (place) =>
  pipe(
    filesIn(place.path),
    TE.chain((files) => async () => {
      const said = await saidIn(place.path, files)
      if (E.isLeft(said)) return said
      if (said.right === undefined || isOne(said.right.yaml.splits)) return E.right({ splits: [], notices: () => Promise.resolve([]) })
      const { file, yaml } = said.right
      const base = await baseOf(place.path, yaml.path)
      const source = join(place.path, file)
      const classes = place.classes ?? yaml.names?.map((name, id) => ({ id, name }))
      const told: Told = { place: { ...place, ...(classes === undefined ? {} : { classes }) }, files, base: base ?? '.', source }
      const splits: FoundSplit[] = []
      for (const one of yaml.splits) splits.push(await splitOf(told, one))
      const notices = base === undefined && yaml.path !== undefined ? [elsewhere(source, yaml.path)] : []
      return E.right({ splits, notices: () => Promise.resolve(notices) })
    }),
  )
