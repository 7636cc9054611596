import { issue, type Issue } from '../../dsl/core/issue.ts'
import { errorCode, inWords } from './error.ts'

/** A file that can't be read, in the words of the file system's error. */
export const unreadable =
  (path: string) =>
  (e: unknown): Issue => {
    const code = errorCode(e)
    if (code === 'ENOENT') return issue('file: missing', 'there is no such file', 'check the path', { path: [path] })
    if (code === 'EISDIR') return issue('file: folder', 'this is a folder, not a file', 'name a file in it', { path: [path] })
    return issue('file: cannot be read', inWords(e), 'check the path and its permissions', { path: [path] })
  }
