import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { fileBytes } from '../files/bytes.ts'
import { regularSize } from '../files/regular.ts'
import { fileWithin, realFolder } from './folder.ts'

/**
 * Files by name, wherever they lie: in a folder, or in tar shards. Names come from annotations that others wrote; one that leaves its place, or that
 * names no file, is an Issue.
 */
export interface Files {
  /** What issues call the place. */
  readonly at: string
  /** The size of a file in bytes, without reading it. */
  readonly size: (name: string) => TE.TaskEither<Issue, number>
  readonly bytes: (name: string) => TE.TaskEither<Issue, Uint8Array>
}

/** The files in a folder and in those inside it. */
export const filesIn = (folder: string): TE.TaskEither<Issue, Files> =>
  pipe(
    realFolder(folder),
    TE.map((real) => ({
      at: folder,
      size: (name) => pipe(fileWithin(real)(name), TE.chain(regularSize)),
      bytes: (name) => pipe(fileWithin(real)(name), TE.chain(fileBytes)),
    })),
  )
