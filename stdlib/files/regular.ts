import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { unreadable } from './unreadable.ts'
import { system } from './system.ts'

/** The bytes of a regular file; an Issue for a folder, a pipe, a socket or a device. */
export const regularSize = (path: string): TE.TaskEither<Issue, number> =>
  pipe(
    TE.tryCatch(async () => system.stat(path), unreadable(path)),
    TE.chainEitherK((found) =>
      found.isFile()
        ? E.right(found.size)
        : E.left(
            issue(
              'file: no file',
              `a file is wanted, but this is ${found.isDirectory() ? 'a folder' : 'a pipe, a socket or a device'}`,
              'name a file',
              {
                path: [path],
              },
            ),
          ),
    ),
  )
