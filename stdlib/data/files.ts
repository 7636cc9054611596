import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { fileBytes, fileStart } from '../files/bytes.ts'
import { regularSize } from '../files/regular.ts'
import { fileWithin, realFolder } from './folder.ts'
import { namesIn } from './names-in.ts'

/** A file that is there. */
export interface Found {
  /** The same for two names of one file: its path with links resolved, or that of its shard with its place in it. */
  readonly key: string
  /** In bytes. */
  readonly size: number
}

/**
 * Files by name, wherever they lie: in a folder, or in tar shards. Names come from annotations that others wrote; one that leaves its place, or that
 * names no file, is an Issue.
 */
export interface Files {
  /** What issues call the place. */
  readonly at: string
  /** Those whose names are wanted, sorted. */
  readonly list: (wanted: (name: string) => boolean) => TE.TaskEither<Issue, readonly string[]>
  /** Is it there? Nothing of it is read. */
  readonly find: (name: string) => TE.TaskEither<Issue, Found>
  /** All its bytes, or those that it starts with. */
  readonly bytes: (name: string, most?: number) => TE.TaskEither<Issue, Uint8Array>
}

/** The files in a folder and in those inside it. */
export const filesIn = (folder: string): TE.TaskEither<Issue, Files> =>
  pipe(
    realFolder(folder),
    TE.map((real) => ({
      at: folder,
      list: (wanted) => namesIn(folder, wanted),
      find: (name) =>
        pipe(
          fileWithin(real)(name),
          TE.bindTo('key'),
          TE.bind('size', ({ key }) => regularSize(key)),
        ),
      bytes: (name, most) =>
        pipe(
          fileWithin(real)(name),
          TE.chain((path) => (most === undefined ? fileBytes(path) : fileStart(path, most))),
        ),
    })),
  )
