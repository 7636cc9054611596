import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { jsonFault } from '../stdlib/files/json-fault.ts'
import { unreadable } from '../stdlib/files/unreadable.ts'

/** Reads and parses a JSON file; a byte order mark is let pass. The issue says where the text stops being JSON. */
export const readJson = (path: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(() => readFile(path, 'utf8'), unreadable(path)),
    TE.chainEitherK((text) => {
      const json = text.replace(/^\uFEFF/, '')
      return E.tryCatch((): unknown => JSON.parse(json), jsonFault({ path: [path], linesBefore: 0, whole: true }, json))
    }),
  )
