import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import type { ResultColumns } from './columns.ts'
import { DetectionRecord, notResults } from './detections.ts'
import { growing } from './growing.ts'
import { newSieve } from './sieve.ts'
import { type Streamed, streamed } from './streamed.ts'

/** Takes COCO's results as they come, and makes columns of them at the end. */
export const newResults = (file: string): Streamed<ResultColumns> => {
  const [imageId, categoryId, bbox, score] = [growing(), growing(), growing(), growing()]
  const sieve = newSieve([file], DetectionRecord, (d) => {
    imageId.push(d.image_id)
    categoryId.push(d.category_id)
    for (const value of d.bbox) bbox.push(value)
    score.push(d.score)
  })
  return {
    take: (key, first, records) => {
      if (key === '') sieve.take(first, records)
    },
    done: ({ root, lists, values }) => {
      if (root !== 'list') return E.left([notResults(file, root === 'object' ? [...lists.keys(), ...values.keys()] : values.get(''))])
      const issues = [...sieve.issues()]
      if (isNonEmpty(issues)) return E.left(issues)
      const scores = score.column()
      return E.right({
        count: scores.length,
        imageId: imageId.column(),
        categoryId: categoryId.column(),
        bbox: bbox.column(),
        score: scores,
      })
    },
  }
}

/**
 * Reads COCO's results record by record into columns: a list, perhaps empty, of `{ image_id, category_id, bbox, score }`. Other keys are let through.
 *
 * @returns an issue for each wrong key of the first 20 wrong records, with index, key and value, then their count; and those of text that is no JSON
 * @example readResults('found.json')
 */
export const readResults = (file: string): TaskEither<NonEmptyArray<Issue>, ResultColumns> => streamed(file, () => newResults(file))
