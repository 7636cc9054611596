import { posix, relative, resolve, sep } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Fault, Reading } from '../../fault.ts'
import { locateFiles } from '../../open-files.ts'
import { sameClasses } from '../../same-classes.ts'

/** Shards have names of their own: nothing above them has both. */
const inShards = (folder: string): Issue =>
  issue(
    'data: split of several shards',
    'a split of several folders has images in folders, but these are in shards',
    'pack it anew, by itself',
    {
      path: [folder],
    },
  )

const inTwo = (root: string, count: number): Fault => ({
  severity: 'odd',
  issue: issue(
    'data: listed twice',
    `folders and lists of a split name each image once, but ${count} are in two of them`,
    'they are taken once',
    {
      path: [root],
    },
  ),
  times: count,
})

/** Several parts of one split as one, each image once: they are named from `root`, and numbered anew. */
export const joined =
  (root: string) =>
  (parts: readonly Reading[]): TE.TaskEither<Issue, Reading> => {
    const [only, ...others] = parts
    if (only === undefined) throw new Error('internal: a split without parts')
    if (others.length === 0) return TE.right(only)
    const datasets = sameClasses(parts.map(({ dataset }) => dataset))
    const all = datasets.flatMap((dataset) => {
      const above = relative(resolve(root), resolve(dataset.folder)).split(sep).join('/')
      return dataset.images.map((image) => ({ ...image, file: posix.join(above, image.file) }))
    })
    const images = [...new Map(all.map((image) => [image.file, image])).values()].sort((a, b) => (a.file < b.file ? -1 : 1))
    const twice: readonly Fault[] = images.length === all.length ? [] : [inTwo(root, all.length - images.length)]
    return pipe(
      datasets,
      TE.traverseSeqArray(({ folder }) =>
        pipe(
          TE.fromTask(locateFiles(folder)),
          // A folder that is not there is told by its images.
          TE.filterOrElse(
            (found) => found._tag === 'Left' || found.right.kind === 'folder',
            () => inShards(folder),
          ),
        ),
      ),
      TE.map(() => ({
        dataset: { folder: root, classes: datasets[0]?.classes ?? [], images: images.map((image, i) => ({ ...image, id: i + 1 })) },
        faults: [...twice, ...parts.flatMap(({ faults }) => faults)],
      })),
    )
  }
