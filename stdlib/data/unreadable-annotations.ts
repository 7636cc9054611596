import { issue, type Issue } from '../../dsl/core/issue.ts'
import { inWords } from '../files/error.ts'

/** A file or folder of annotations that cannot be read, in the words of the file system's error. */
export const unreadableAnnotations =
  (path: string) =>
  (e: unknown): Issue =>
    issue('data: annotations cannot be read', inWords(e), 'check the path', { path: [path] })
