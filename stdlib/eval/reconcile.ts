import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import type { IdColumns, ResultColumns, TruthColumns } from './columns.ts'

/**
 * Whether detections and ground truth speak of the same images and categories.
 *
 * Left: a detection lies on an image that the ground truth does not list (pycocotools refuses that too), or no detection
 * has a category of the ground truth. Right: notices of what the evaluation leaves out, as pycocotools silently does:
 * detections of other categories, annotations of unlisted images or categories.
 *
 * @param expected categories that the ground truth need not list, as the protocol knows what to do with them: they get no notice
 */
export const reconcile =
  (truth: TruthColumns, expected: readonly number[] = []) =>
  (results: ResultColumns): E.Either<NonEmptyArray<Issue>, readonly Issue[]> => {
    const [annotations, detections] = [truth.count, results.count]
    const [annotation, detection] = [idIn(truth), idIn(results)]
    const images = new Set(truth.images.map((i) => i.id))
    const categories = new Set(truth.categories.map((c) => c.id))
    const astray = strangers('detections', 'image_id', detections, detection, images)
    const foreign = strangers('detections', 'category_id', detections, detection, categories)
    const unexpected = strangers('detections', 'category_id', detections, detection, categories, expected)
    const unplaced = strangers('annotations', 'image_id', annotations, annotation, images)
    const unnamed = strangers('annotations', 'category_id', annotations, annotation, categories)

    const mapping = 'do category ids start at 1 in one file and at 0 in the other?'
    const wrong = [
      ...astray.map(says('detections: unknown image', 'are these the results of another split?')),
      ...foreign.filter((f) => f.count === detections).map(says('detections: unknown category', mapping)),
    ]
    if (isNonEmpty(wrong)) return E.left(wrong)
    return E.right([
      ...unexpected.map(says('detections: left out', mapping)),
      ...unplaced.map(says('ground truth: left out', 'list these under `images` if they count')),
      ...unnamed.map(says('ground truth: left out', 'list these under `categories` if they count')),
    ])
  }

type Key = 'image_id' | 'category_id'
type IdAt = (i: number, key: Key) => number

const idIn =
  ({ imageId, categoryId }: IdColumns): IdAt =>
  (i, key) =>
    (key === 'image_id' ? imageId : categoryId)[i] ?? NaN

/** Records whose id the ground truth does not list: how many, and the first. */
interface Strangers {
  readonly list: string
  readonly key: Key
  readonly count: number
  readonly of: number
  readonly first: number
  readonly value: number
  readonly known: string
}

const strangers = (
  list: string,
  key: Key,
  of: number,
  idAt: IdAt,
  known: ReadonlySet<number>,
  expected: readonly number[] = [],
): readonly Strangers[] => {
  let first = -1
  let count = 0
  for (let i = 0; i < of; i++) {
    if (known.has(idAt(i, key)) || expected.includes(idAt(i, key))) continue
    if (count++ === 0) first = i
  }
  return count === 0 ? [] : [{ list, key, count, of, first, value: idAt(first, key), known: few(known) }]
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? 'an' : 'a')

const says =
  (code: string, hint: string) =>
  (s: Strangers): Issue =>
    issue(code, `${s.count} of ${s.of} ${s.list} have ${article(s.key)} ${s.key} that the ground truth does not list`, hint, {
      path: [s.list, String(s.first), s.key],
      evidence: [
        [s.key, String(s.value)],
        ['listed', s.known],
      ],
    })

const few = (ids: ReadonlySet<number>): string => {
  const sorted = [...ids].sort((a, b) => a - b)
  const shown = sorted.length <= 8 ? sorted : [...sorted.slice(0, 4), '…', ...sorted.slice(-1)]
  return `${shown.join(', ')} (${sorted.length})`
}
