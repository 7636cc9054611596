import { readdir } from 'node:fs/promises'
import { join, posix, relative, resolve, sep } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Fault } from '../../fault.ts'
import { type Files, filesIn } from '../../files.ts'
import { staysInside } from '../../folder.ts'
import type { Place } from '../format.ts'
import { type Folders, foldersOf, stemOf } from '../labels/folders.ts'
import { linesOf } from '../labels/lines.ts'
import { openLabels } from '../labels/open.ts'
import { textWithin } from '../text.ts'
import type { FindSplits, FoundSplit, ListedName } from './found.ts'
import { longestList, namesListed, withoutExtension } from './list.ts'
import { isSplitName } from './names.ts'

/** Where lists are, first where they are looked for first; beside annotations are other texts as well, so that names tell. */
const folders = ['ImageSets/Main', 'ImageSets', '.']

/** Files of a folder of annotations that are lists, or lie among lists. */
export const isAmongLists = (file: string): boolean => /^ImageSets\//.test(file) || (!file.includes('/') && isSplitName(stemOf(file)))

/** `cat_train.txt`, whose second column says whether there is a cat in an image: no split. */
const isOfClass = (name: string, text: string): boolean => {
  const lines = linesOf(text)
  return /_(train|val|trainval|test)$/.test(name) && lines.length > 0 && lines.every((line) => /\s(-1|0|\+?1)$/.test(line.text))
}

interface ListFile {
  readonly name: string
  readonly path: string
  readonly text: E.Either<Issue, string>
}

const listFiles = async (root: string, files: Files): Promise<readonly ListFile[]> => {
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    const found: ListFile[] = []
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = stemOf(entry.name)
      if (entry.isDirectory() || !entry.name.endsWith('.txt') || (folder === '.' && !isSplitName(name))) continue
      const path = posix.join(folder, entry.name)
      const text = pipe(
        await textWithin(files, path, longestList)(),
        E.mapLeft((i) => ({ ...i, path: [join(root, path)] })),
      )
      if (E.isLeft(text) || !isOfClass(name, text.right)) found.push({ name, path, text })
    }
    if (found.length > 0) return found
  }
  return []
}

/** A name in a list is that of an image from the folder of images, or its path, or that of its annotations, from the data set's folder. */
const candidates = (root: string, { labels, images }: Folders, path: string): readonly string[] => {
  const from = [images, labels].map((folder) => relative(folder, resolve(root, path)).split(sep).join('/')).filter(staysInside)
  return [path, ...from].flatMap(withoutExtension)
}

const splitOf = (root: string, layout: Folders, { name, path, text }: ListFile, place: Place): FoundSplit => {
  const read = pipe(
    text,
    E.chain((found) => namesListed(join(root, path), found, (one) => one)),
  )
  return {
    name,
    faults: E.isRight(read) ? read.right.faults : [],
    pieces: E.Functor.map(read, ({ listed }) => [
      {
        place,
        names: listed.map(({ path: to, ...rest }): ListedName => ({ ...rest, names: candidates(root, layout, to) })),
      },
    ]),
  }
}

const inNone =
  (layout: Folders, suffix: string, splits: readonly FoundSplit[]): Task<readonly Fault[]> =>
  async () => {
    const labels = await openLabels(layout.labels, (name) => name.endsWith(suffix) && !isAmongLists(name))()
    if (E.isLeft(labels)) return []
    const listed = new Set(
      splits.flatMap(({ pieces }) =>
        E.isRight(pieces) ? pieces.right.flatMap(({ names = [] }) => names.flatMap((one) => one.names)) : [],
      ),
    )
    const others = labels.right.names.map(stemOf).filter((stem) => !listed.has(stem))
    const [first] = others
    return first === undefined
      ? []
      : [
          {
            severity: 'odd',
            issue: issue(
              'data: in no list',
              `lists name all that is annotated, but ${others.length} of ${labels.right.names.length} files of annotations are in none`,
              'nothing to do, if they are for other tasks; else write their names into a list',
              { path: [layout.labels], evidence: [['first', `${first}${suffix}`]] },
            ),
          },
        ]
  }

/**
 * The splits of a folder by lists as Pascal VOC has them: `ImageSets/Main/train.txt` with a name a line, without extension. DOTA's tools have
 * them in `ImageSets` or beside the annotations, with or without extension.
 *
 * @param of names of the folders of annotations and of images
 */
export const imageSets =
  (of: readonly [labels: readonly string[], images: readonly string[]], suffix: string): FindSplits =>
  (place) =>
    pipe(
      filesIn(place.path),
      TE.bindTo('files'),
      TE.bind('layout', () => TE.fromTask(() => foldersOf(...of)(place))),
      TE.bind('lists', ({ files }) => TE.fromTask(() => listFiles(place.path, files))),
      TE.map(({ layout, lists }) => {
        const splits = lists.map((list) => splitOf(place.path, layout, list, place))
        return { splits, notices: inNone(layout, suffix, splits) }
      }),
    )
