import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { readLists } from '../files/read-lists.ts'
import type { ResultColumns } from './columns.ts'
import { DetectionRecord, notResults } from './detections.ts'
import { growing } from './growing.ts'
import { newSieve } from './sieve.ts'

/**
 * Reads COCO's results record by record into columns: a list, perhaps empty, of `{ image_id, category_id, bbox, score }`. Other keys are let through.
 *
 * @returns issues as `decodeDetections` gives them, and those of text that is no JSON
 * @example readResults('found.json')
 */
export const readResults =
  (file: string): TaskEither<NonEmptyArray<Issue>, ResultColumns> =>
  async () => {
    const [imageId, categoryId, bbox, score] = [growing(), growing(), growing(), growing()]
    const sieve = newSieve([file], DetectionRecord, (d) => {
      imageId.push(d.image_id)
      categoryId.push(d.category_id)
      for (const value of d.bbox) bbox.push(value)
      score.push(d.score)
    })
    const read = await readLists(file, (key, first, records) => {
      if (key === '') sieve.take(first, records)
    })()
    if (E.isLeft(read)) return E.left([read.left])
    const { root, lists, values } = read.right
    if (root !== 'list') return E.left([notResults(file, root === 'object' ? [...lists.keys(), ...values.keys()] : values.get(''))])
    const issues = [...sieve.issues()]
    if (isNonEmpty(issues)) return E.left(issues)
    const scores = score.column()
    return E.right({ count: scores.length, imageId: imageId.column(), categoryId: categoryId.column(), bbox: bbox.column(), score: scores })
  }
