import * as fc from 'fast-check'
import type { Detection } from '../../../stdlib/eval/detections.ts'
import type { Annotation } from '../../../stdlib/eval/ground-truth.ts'
import type { GroundTruth } from './from-json.ts'

/** Ids out of order and with gaps. */
export const IMAGES = [7, 2, 31] as const
export const CATEGORIES = [5, 1, 3] as const

const place = fc.integer({ min: 0, max: 24 })
const size = fc.integer({ min: 1, max: 40 })
const bbox = fc.tuple(place, place, size, size)
const where = { image_id: fc.constantFrom(...IMAGES), category_id: fc.constantFrom(...CATEGORIES), bbox }

/** Annotations with crowds, and areas of their own for some. */
const annotation: fc.Arbitrary<Annotation> = fc.record(
  { ...where, area: fc.constantFrom(20, 64, 256, 1024, 2000), iscrowd: fc.constantFrom<0 | 1>(0, 0, 0, 1) },
  { requiredKeys: ['image_id', 'category_id', 'bbox'] },
)

/** Boxes on a coarse grid, so that many overlap and tie. */
export const truths: fc.Arbitrary<GroundTruth> = fc.array(annotation, { maxLength: 14 }).map(withAnnotations)

/** Ground truths whose annotations have neither crowds nor areas of their own. */
export const plainTruths: fc.Arbitrary<GroundTruth> = fc.array(fc.record(where), { maxLength: 14 }).map(withAnnotations)

function withAnnotations(annotations: readonly Annotation[]): GroundTruth {
  return {
    images: IMAGES.map((id) => ({ id })),
    categories: CATEGORIES.map((id) => ({ id })),
    annotations: annotations.map((a, i) => ({ ...a, id: i + 1 })),
  }
}

const score = fc.integer({ min: 1, max: 9 }).map((s) => s / 10)

/** A ground truth with detections of it: moved copies of its boxes and others; scores with one decimal tie. */
export const cases: fc.Arbitrary<{ readonly truth: GroundTruth; readonly detections: readonly Detection[] }> = truths.chain((truth) => {
  const free = fc.record({ ...where, score })
  if (truth.annotations.length === 0) return fc.array(free, { maxLength: 6 }).map((detections) => ({ truth, detections }))
  const moved = fc
    .tuple(fc.constantFrom(...truth.annotations), fc.integer({ min: -2, max: 2 }), fc.integer({ min: 0, max: 3 }), score)
    .map(([{ image_id, category_id, bbox: b }, dx, dw, s]): Detection => ({
      image_id,
      category_id,
      bbox: [b[0] + dx, b[1], b[2] + dw, b[3]],
      score: s,
    }))
  return fc.array(fc.oneof(free, { arbitrary: moved, weight: 3 }), { maxLength: 24 }).map((detections) => ({ truth, detections }))
})
