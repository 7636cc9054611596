import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { regularSize } from './regular.ts'
import { system } from './system.ts'
import { unreadable } from './unreadable.ts'

/** Bytes of one file that are read into memory, at most: an uncompressed 16-bit image of the most pixels that are decoded has 1.6e9. */
export const MOST_BYTES = 2 ** 31 - 1

/**
 * All bytes of a regular file. What is no file, as a pipe that nobody writes to, would be waited for: it is an Issue, and so is a file that is
 * larger than what fits into memory.
 */
export const fileBytes = (path: string): TE.TaskEither<Issue, Uint8Array> =>
  pipe(
    regularSize(path),
    TE.filterOrElse(
      (size) => size <= MOST_BYTES,
      (size) =>
        issue('file: too large', `a file that is read at once has at most ${MOST_BYTES} bytes, but ${size}`, 'split it', { path: [path] }),
    ),
    TE.chain((size) => pieceOf(path, 0, size)),
  )

/** The first bytes of a regular file, at most `most`. */
export const fileStart = (path: string, most: number): TE.TaskEither<Issue, Uint8Array> =>
  pipe(
    regularSize(path),
    TE.chain((size) => pieceOf(path, 0, Math.min(size, most))),
  )

/** `size` bytes of a file from `offset` on; an Issue where it ends before. */
export const pieceOf = (path: string, offset: number, size: number): TE.TaskEither<Issue, Uint8Array> =>
  pipe(
    TE.tryCatch(async () => {
      const file = await system.open(path)
      try {
        // Not from Buffer's pool, so that a worker can hand it on.
        const bytes = new Uint8Array(size)
        let done = 0
        for (let read = -1; read !== 0 && done < size; done += read) {
          read = await file.read(bytes, done, Math.min(size - done, 2 ** 30), offset + done)
        }
        return { bytes, done }
      } finally {
        await file.close()
      }
    }, unreadable(path)),
    TE.chainEitherK(({ bytes, done }) =>
      done === size
        ? E.right(bytes)
        : E.left(
            issue('file: ends too early', `${size} bytes were there, but ${done} are read`, 'something changes the file: read it again', {
              path: [path],
            }),
          ),
    ),
  )
