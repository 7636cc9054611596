import { issue, type Issue } from '../../dsl/core/issue.ts'

/** An image of which neither its annotations nor its file tell the size; `path` ends at the image. */
export const unknownSize = (path: readonly string[]): Issue =>
  issue('data: unknown size', 'width and height are not known', 'put the image file into the folder of images', { path })
