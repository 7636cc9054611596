import { type Box, height, width } from '../../stdlib/boxes/box.ts'
import type { Detection } from '../../stdlib/boxes/detections.ts'
import type { Category } from '../../stdlib/data/dataset.ts'
import type { Item } from '../../stdlib/data/source.ts'
import type { Detection as Result } from '../../stdlib/eval/detections.ts'

/** What coordinates across and down are multiplied by. */
export type Factors = readonly [x: number, y: number]

/** From pixels of an item's picture, resized as it may be, to pixels of the original image. */
export const toOriginal = (item: Item): Factors => [item.width / item.picture.width, item.height / item.picture.height]

/** A box as COCO writes it: [x, y, width, height]. @example bboxOf([2, 1])([1, 1, 3, 4]) // => [2, 1, 4, 3] */
export const bboxOf =
  ([fx, fy]: Factors) =>
  (box: Box): Result['bbox'] => [box[0] * fx, box[1] * fy, width(box) * fx, height(box) * fy]

/** The detections of one image as COCO's results, with the category numbers of the training data. */
export const resultsOf = (classes: readonly Category[], image: number, by: Factors, found: readonly Detection[]): readonly Result[] =>
  found.map(({ box, score, label }) => {
    const category = classes[label]
    if (category === undefined) throw new Error(`internal: class ${String(label)} of ${String(classes.length)}`)
    return { image_id: image, category_id: category.id, bbox: bboxOf(by)(box), score }
  })
