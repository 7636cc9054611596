import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { ResultColumns, TruthColumns } from '../../../stdlib/eval/columns.ts'
import { compareColumns } from '../../../stdlib/eval/compare-columns.ts'
import type { Comparison } from '../../../stdlib/eval/comparison.ts'
import type { Detection } from '../../../stdlib/eval/detections.ts'
import type { Annotation, Category, Image } from '../../../stdlib/eval/ground-truth.ts'
import type { Protocol } from '../../../stdlib/eval/protocol.ts'
import { coco } from '../../../stdlib/eval/protocols.ts'
import { newResults } from '../../../stdlib/eval/read-results.ts'
import { newTruth } from '../../../stdlib/eval/read-truth.ts'
import type { Streamed } from '../../../stdlib/eval/streamed.ts'
import { newLists } from '../../../stdlib/files/json-lists.ts'

/** COCO's JSON, with its own keys. */
export interface GroundTruth {
  readonly images: readonly Image[]
  readonly categories: readonly Category[]
  readonly annotations: readonly Annotation[]
}

type Issues = NonEmptyArray<Issue>

/** A value as a file of it is read, piece by piece. */
const through = <A>(file: string, { take, done }: Streamed<A>, json: unknown): E.Either<Issues, A> => {
  const lists = newLists(file, take)
  const bytes = new TextEncoder().encode(JSON.stringify(json))
  const middle = Math.floor(bytes.length / 2)
  return pipe(
    lists.push(bytes.subarray(0, middle)),
    E.chain(() => lists.push(bytes.subarray(middle))),
    E.chain(() => lists.end()),
    E.mapLeft((i): Issues => [i]),
    E.chain(done),
  )
}

/** The ground truth that a file of this JSON holds. */
export const truthIn = (file: string, json: unknown): E.Either<Issues, TruthColumns> => through(file, newTruth(file), json)

/** The results that a file of this JSON holds. */
export const resultsIn = (file: string, json: unknown): E.Either<Issues, ResultColumns> => through(file, newResults(file), json)

const right = <A>(found: E.Either<Issues, A>): A => {
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}

/** What an evaluation compares of two such files, by COCO's rules unless others are asked for. */
export const comparisonIn = (truth: unknown, detections: unknown, protocol: Protocol = coco): Comparison =>
  compareColumns(protocol)(right(truthIn('truth.json', truth)), right(resultsIn('found.json', detections)))

/** The detections of a JSON, each looked at by the reader. */
export const detectionsIn = (json: unknown): readonly Detection[] => {
  const { count, imageId, categoryId, bbox, score } = right(resultsIn('found.json', json))
  const of = (column: Float64Array, i: number): number => column[i] ?? NaN
  return Array.from({ length: count }, (_, i) => ({
    image_id: of(imageId, i),
    category_id: of(categoryId, i),
    bbox: [of(bbox, 4 * i), of(bbox, 4 * i + 1), of(bbox, 4 * i + 2), of(bbox, 4 * i + 3)],
    score: of(score, i),
  }))
}
