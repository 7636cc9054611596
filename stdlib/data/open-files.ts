import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { inWords } from '../files/error.ts'
import { type Files, filesIn } from './files.ts'
import { isImageName } from './image-format.ts'
import { isCompressedTar, isTar } from './shards/compression.ts'
import { filesInShards, indexShards, type ShardIndex } from './shards/shards.ts'

/** What the files at a place are, once it was looked at. */
export type Located = { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'shards'; readonly index: ShardIndex }

/**
 * Looks at a place: a folder, one tar, or a folder of tar shards, which is one that holds tars but neither images nor folders.
 The
 * headers of all shards are read.
 */
export const locateFiles = (place: string): TE.TaskEither<Issue, Located> => {
  if (isTar(place) || isCompressedTar(place)) return sharded(place, [place])
  return pipe(
    TE.tryCatch(
      () => tarsOf(place),
      (e) => issue('data: no such folder', inWords(e), 'check the path of the image folder', { path: [place] }),
    ),
    TE.chain((tars) => (tars.length === 0 ? TE.right({ kind: 'folder', folder: place }) : sharded(place, tars))),
  )
}

const sharded = (place: string, tars: readonly string[]): TE.TaskEither<Issue, Located> =>
  pipe(
    indexShards(place, tars),
    TE.map((index) => ({ kind: 'shards', index })),
  )

/** The files of a place that was looked at. */
export const filesOf = (located: Located): TE.TaskEither<Issue, Files> =>
  located.kind === 'folder' ? filesIn(located.folder) : TE.right(filesInShards(located.index))

/**
 * The files at a place, as `locateFiles` finds them.
 *
 * @example openFiles('seals/train') // the files of the folder, or of seals/train/000000.tar and those beside it
 */
export const openFiles = (place: string): TE.TaskEither<Issue, Files> => pipe(locateFiles(place), TE.chain(filesOf))

/** The tars of a folder of shards by name, compressed ones among them; none where it is a folder of images. */
const tarsOf = async (folder: string): Promise<readonly string[]> => {
  const tars: string[] = []
  for await (const entry of await opendir(folder)) {
    if (entry.isDirectory() || isImageName(entry.name)) return []
    if (isTar(entry.name) || isCompressedTar(entry.name)) tars.push(join(folder, entry.name))
  }
  return tars.sort((a, b) => (a < b ? -1 : 1))
}
