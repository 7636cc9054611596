import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'

/** Reads and parses a JSON file; a byte order mark is let pass. The issue says where the text stops being JSON. */
export const readJson = (path: string): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(() => readFile(path, 'utf8'), unreadable(path)),
    TE.chainEitherK((text) => {
      const json = text.replace(/^\uFEFF/, '')
      return E.tryCatch((): unknown => JSON.parse(json), malformed(path, json))
    }),
  )

/** A file that can't be read, in the words of the file system's error. */
export const unreadable =
  (path: string) =>
  (e: unknown): Issue => {
    const code = e instanceof Error && 'code' in e ? e.code : undefined
    if (code === 'ENOENT') return issue('file: missing', 'there is no such file', 'check the path', { path: [path] })
    if (code === 'EISDIR') return issue('file: folder', 'this is a folder, not a file', 'name a file in it', { path: [path] })
    return issue('file: read', e instanceof Error ? e.message : String(e), 'check the path and its permissions', { path: [path] })
  }

/** V8 tells either the position or some text around it; both lead to the line. */
const malformed =
  (path: string, text: string) =>
  (e: unknown): Issue => {
    if (text.trim() === '') return issue('json: empty', 'the file is empty', 'was it written to its end?', { path: [path] })
    const said = e instanceof Error ? e.message : String(e)
    const [, message = said, snippet = ''] = /^(.*?), (?:\.\.\.)?"([^]*)"(?:\.\.\.)? is not valid JSON$/.exec(said) ?? []
    const position = /position (\d+)/.exec(said)?.[1]
    const at = position !== undefined ? Number(position) : /end of JSON/.test(said) ? text.length : text.indexOf(snippet)
    const near = snippet === '' ? text.slice(Math.max(0, at - 20), at + 20) : snippet
    return issue('json: malformed', message, 'repair the file, or write it again', {
      path: [path],
      evidence: [
        ...(at < 0 || text.indexOf(near, at + 1) > 0 ? [] : [['line', String(text.slice(0, at).split('\n').length)] as const]),
        ['near', near.replace(/\s+/g, ' ').trim()],
      ],
    })
  }
