import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as t from 'io-ts'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { nearest } from '../../dsl/core/nearest.ts'
import type { Annotation, Category, Image } from './ground-truth.ts'
import { Bbox, Finite, Id, type RecordCodec, record, show } from './records.ts'

/** 0 or 1. */
export const Flag = t.union([t.literal(0), t.literal(1), t.boolean], '0 or 1')
/** The codecs of the three lists. */
export const ImageRecord: RecordCodec<Image> = record('image', { id: Id }, { file_name: t.string, width: Finite, height: Finite })
export const CategoryRecord: RecordCodec<Category> = record('category', { id: Id }, { name: t.string })
export const AnnotationRecord: RecordCodec<Annotation> = record(
  'annotation',
  { image_id: Id, category_id: Id, bbox: Bbox },
  { id: Id, area: Finite, iscrowd: Flag },
)

/** A list that the document lacks, with what may have been meant by another of its keys. */
export const missing = (key: string, keys: readonly string[]): Issue => {
  const known = ['images', 'annotations', 'categories']
  const meant = nearest(
    key,
    keys.filter((k) => !known.includes(k)),
  )
  const hint =
    meant === undefined ? `COCO's ground truth holds ${known.map((k) => `\`${k}\``).join(', ')}` : `rename \`${meant}\` to \`${key}\``
  return issue('ground truth: missing key', `\`${key}\` is missing`, hint, { evidence: [['keys', show(keys)]] })
}

/** A document that is no object. */
export const notGroundTruth = (file: string, json: unknown): Issue =>
  issue(
    'ground truth: not an object',
    "COCO's ground truth is an object with images, annotations and categories",
    Array.isArray(json) ? 'this looks like a list of detections: are the two files swapped?' : 'give a COCO JSON file',
    { path: [file], evidence: [['value', show(json)]] },
  )

/** No id is used twice; records without one are let pass. */
export const unique =
  <A>(idOf: (a: A) => number | undefined) =>
  (records: readonly A[]): E.Either<NonEmptyArray<Issue>, readonly A[]> => {
    const first = new Map<number, number>()
    for (const [i, r] of records.entries()) {
      const id = idOf(r)
      const before = id === undefined ? undefined : first.get(id)
      if (before !== undefined) {
        return E.left([usedTwice(before, i, id)])
      }
      if (id !== undefined) first.set(id, i)
    }
    return E.right(records)
  }

/** Two records of one id: pycocotools would take the last. */
export const usedTwice = (first: number, second: number, id: number | undefined): Issue =>
  issue('ground truth: id used twice', `records ${first} and ${second} share an id`, 'give each its own id', {
    path: [String(second), 'id'],
    evidence: [['id', String(id)]],
  })
