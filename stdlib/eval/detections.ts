import { type Issue, issue } from '../../dsl/core/issue.ts'
import { Bbox, Finite, Id, type RecordCodec, record, show } from './records.ts'

/** A record of COCO's results: `bbox` in px of the original image; only the order of scores matters. */
export interface Detection {
  readonly image_id: number
  readonly category_id: number
  readonly bbox: Bbox
  readonly score: number
}

/** The codec of a `Detection`. */
export const DetectionRecord: RecordCodec<Detection> = record('detection', { image_id: Id, category_id: Id, bbox: Bbox, score: Finite }, {})

/** A document that is no list. @param found its keys, or what it is in place of an object */
export const notResults = (file: string, found: unknown): Issue =>
  Array.isArray(found)
    ? issue(
        'detections: not a list',
        "COCO's results are a list of detections, not an object",
        found.includes('annotations')
          ? 'this looks like a ground truth: are the two files swapped?'
          : 'write [{ image_id, category_id, bbox, score }, …]',
        { path: [file], evidence: [['keys', show(found)]] },
      )
    : issue('json: not a list', 'needs a list of detections', 'write `[…]`, also around a single one', {
        path: [file],
        evidence: [['value', show(found)]],
      })
