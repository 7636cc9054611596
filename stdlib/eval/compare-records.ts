import { ascending, listsOf, positions } from './compare-columns.ts'
import type { Comparison } from './comparison.ts'
import type { Detection } from './detections.ts'
import { areaOf, type GroundTruth } from './ground-truth.ts'
import type { Bbox } from './records.ts'

/**
 * The comparison of COCO's records. Images and categories by ascending id; records of unlisted images or categories are left out (`reconcile` tells).
 * Crowds are ignored, and nothing else: as in pycocotools, which does not read `ignore`.
 *
 * @example evaluate(coco)(comparisonOf(truth, detections))
 */
export const comparisonOf = (truth: GroundTruth, detections: readonly Detection[]): Comparison => {
  const images = ascending(truth.images)
  const categories = ascending(truth.categories)
  const imageAt = positions(images)
  const categoryAt = positions(categories)
  const listed = <A extends Pick<Detection, 'image_id' | 'category_id'>>(records: readonly A[]): readonly A[] =>
    records.filter((r) => imageAt.has(r.image_id) && categoryAt.has(r.category_id))
  const boxes = (records: readonly Pick<Detection, 'image_id' | 'category_id' | 'bbox'>[]) => ({
    count: records.length,
    image: Int32Array.from(records, (r) => imageAt.get(r.image_id) ?? -1),
    category: Int32Array.from(records, (r) => categoryAt.get(r.category_id) ?? -1),
    bbox: bboxes(records),
  })
  const annotations = listed(truth.annotations)
  const found = listed(detections)
  const crowd = Uint8Array.from(annotations, ({ iscrowd }) => (iscrowd === 1 || iscrowd === true ? 1 : 0))
  return {
    ...listsOf(images, categories),
    targets: { ...boxes(annotations), area: Float64Array.from(annotations, areaOf), crowd, ignored: crowd },
    found: { ...boxes(found), score: Float64Array.from(found, ({ score }) => score) },
  }
}

const bboxes = (records: readonly { readonly bbox: Bbox }[]): Float64Array => {
  const all = new Float64Array(4 * records.length)
  records.forEach(({ bbox }, i) => {
    all.set(bbox, 4 * i)
  })
  return all
}
