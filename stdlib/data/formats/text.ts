import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { unreadableAnnotations } from '../unreadable-annotations.ts'
import type { Files } from '../files.ts'

/** V8 holds no longer text. */
const longest = 500e6

/**
 * The text of a file of annotations, without its byte order mark.
 *
 * @param limit in bytes: what is larger is an Issue, before any of it is read
 */
export const annotationText = (path: string, limit = longest): TE.TaskEither<Issue, string> =>
  pipe(
    TE.tryCatch(async () => {
      // A pipe would be waited for as it is opened.
      if (!(await stat(path)).isFile()) return E.left(noFile(path))
      const file = await open(path, 'r')
      try {
        const found = await file.stat()
        return found.size > limit
          ? E.left(tooLarge(path, found.size, limit))
          : E.right((await file.readFile('utf8')).replace(/^\uFEFF/, ''))
      } finally {
        await file.close()
      }
    }, unreadableAnnotations(path)),
    TE.chainEitherK((text) => text),
  )

/** The text of a file of annotations in a folder or in shards, as `annotationText` gives it. */
export const textWithin = (files: Files, name: string, limit: number): TE.TaskEither<Issue, string> =>
  pipe(
    files.find(name),
    TE.filterOrElse(
      ({ size }) => size <= limit,
      ({ size }) => tooLarge(join(files.at, name), size, limit),
    ),
    TE.chain(() => files.bytes(name)),
    // A decoder takes the byte order mark away.
    TE.map((bytes) => new TextDecoder().decode(bytes)),
  )

const noFile = (path: string): Issue =>
  issue('data: annotations cannot be read', 'this is no file', 'name the file of annotations, not its folder', { path: [path] })

const tooLarge = (path: string, size: number, limit: number): Issue =>
  issue('data: annotations too large', `a file of at most ${limit} bytes is read, but it has ${size}`, 'split it', { path: [path] })
