import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type NonEmptyArray, map } from 'fp-ts/lib/NonEmptyArray.js'
import { type Issue, issue, under } from '../../dsl/core/issue.ts'
import type { GroundTruth } from './ground-truth.ts'
import { Bbox, Finite, Id, type RecordCodec, decodeList, record, show } from './records.ts'

/** A record of COCO's results: `bbox` in px of the original image; only the order of scores matters. */
export interface Detection {
  readonly image_id: number
  readonly category_id: number
  readonly bbox: Bbox
  readonly score: number
}

const DetectionRecord: RecordCodec<Detection> = record('detection', { image_id: Id, category_id: Id, bbox: Bbox, score: Finite }, {})

/**
 * Decodes COCO's results: a list, perhaps empty, of `{ image_id, category_id, bbox, score }`. Other keys are let through.
 *
 * @param file what issues call the file
 */
export const decodeDetections =
  (file: string) =>
  (json: unknown): E.Either<NonEmptyArray<Issue>, readonly Detection[]> =>
    !Array.isArray(json) && typeof json === 'object' && json !== null
      ? E.left([
          issue(
            'detections: not a list',
            "COCO's results are a list of detections, not an object",
            'annotations' in json
              ? 'this looks like a ground truth: are the two files swapped?'
              : 'write [{ image_id, category_id, bbox, score }, …]',
            { path: [file], evidence: [['keys', show(Object.keys(json))]] },
          ),
        ])
      : pipe(decodeList(DetectionRecord)(json), E.mapLeft(map(under(file))))

/**
 * Whether detections and ground truth speak of the same images and categories.
 *
 * Left: a detection lies on an image that the ground truth does not list (pycocotools refuses that too), or no detection
 * has a category of the ground truth. Right: what the evaluation leaves out, as pycocotools does: detections of other
 * categories, annotations of unlisted images or categories.
 */
export const reconcile =
  (truth: GroundTruth) =>
  (detections: readonly Detection[]): E.Either<NonEmptyArray<Issue>, readonly Issue[]> => {
    const images = new Set(truth.images.map((i) => i.id))
    const categories = new Set(truth.categories.map((c) => c.id))
    const astray = detections.flatMap((d, i) => (images.has(d.image_id) ? [] : [i]))
    const foreign = detections.flatMap((d, i) => (categories.has(d.category_id) ? [] : [i]))
    const unused = truth.annotations.flatMap((a, i) => (images.has(a.image_id) && categories.has(a.category_id) ? [] : [i]))
    const count = (some: readonly number[], all: readonly unknown[]): string => `${some.length} of ${all.length}`
    const at = (
      i: number | undefined,
      key: 'image_id' | 'category_id',
    ): { readonly path: readonly string[]; readonly evidence: Issue['evidence'] } => ({
      path: ['detections', String(i), key],
      evidence: [
        [key, show(detections[i ?? 0]?.[key])],
        ['known', known(key === 'image_id' ? images : categories)],
      ],
    })
    if (astray.length > 0) {
      const message = `${count(astray, detections)} detections lie on images that the ground truth does not list`
      return E.left([issue('detections: unknown image', message, 'are these the results of another split?', at(astray[0], 'image_id'))])
    }
    const foreignSays = `${count(foreign, detections)} detections have a category that the ground truth does not list`
    const mapping = 'do category ids start at 1 in one file and at 0 in the other?'
    if (detections.length > 0 && foreign.length === detections.length) {
      return E.left([issue('detections: unknown category', foreignSays, mapping, at(foreign[0], 'category_id'))])
    }
    return E.right([
      ...(foreign.length > 0 ? [issue('detections: left out', `${foreignSays}: left out`, mapping, at(foreign[0], 'category_id'))] : []),
      ...(unused.length > 0
        ? [
            issue(
              'ground truth: left out',
              `${count(unused, truth.annotations)} annotations are of images or categories that are not listed: left out`,
              'list them under `images` and `categories` if they count',
              { path: ['annotations', String(unused[0])] },
            ),
          ]
        : []),
    ])
  }

const known = (ids: ReadonlySet<number>): string => {
  const sorted = [...ids].sort((a, b) => a - b)
  return sorted.length <= 8 ? sorted.join(', ') : `${sorted.slice(0, 4).join(', ')}, … ${String(sorted.at(-1))} (${sorted.length} ids)`
}
