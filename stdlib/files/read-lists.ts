import { createReadStream } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { type Document, newLists, type Take } from './json-lists.ts'
import { unreadable } from './unreadable.ts'

/** How much of a file is held at a time; records that it cuts wait for the next part. */
const PART = 2 ** 20

/**
 * Reads the lists of a JSON file part by part: neither its text nor its records are ever held whole.
 *
 * @returns an Issue for a file that cannot be read or is no JSON, with the line; records before it were taken
 */
export const readLists =
  (path: string, take: Take): TaskEither<Issue, Document> =>
  async () => {
    const lists = newLists(path, take)
    try {
      for await (const part of createReadStream(path, { highWaterMark: PART })) {
        const pushed = lists.push(part instanceof Uint8Array ? part : new TextEncoder().encode(String(part)))
        if (E.isLeft(pushed)) return pushed
      }
    } catch (e) {
      return E.left(unreadable(path)(e))
    }
    return lists.end()
  }
