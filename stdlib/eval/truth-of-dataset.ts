import { height, width, type Box } from '../boxes/box.ts'
import type { Annotation, Dataset } from '../data/dataset.ts'
import { DOUBTFUL, type IdColumns, NO_TARGET, PLAIN, type TruthColumns } from './columns.ts'

/**
 * A data set as the ground truth of an evaluation. Areas are as the file has them, else width · height; objects of no class are regions. A data set holds
 * corners, so a width that is no whole number may differ from the file's in its last digit: COCO's JSON is read by `readTruth`, which keeps it.
 *
 * An ignored object is doubtful where its format calls it difficult or uncertain, else no target.
 */
export const truthOf = ({ classes, images }: Dataset): TruthColumns => {
  const all = images.flatMap(({ id, objects }) => objects.map((object) => ({ id, object })))
  const objects = all.filter(({ object }) => object.label !== undefined)
  const columns = (rows: typeof all): IdColumns => ({
    count: rows.length,
    imageId: Float64Array.from(rows, ({ id }) => id),
    categoryId: Float64Array.from(rows, ({ object: { label } }) => (label === undefined ? NaN : (classes[label]?.id ?? NaN))),
    bbox: bboxes(rows.map(({ object }) => object.box)),
  })
  return {
    images: images.map(({ id, file: file_name, size }) => ({ id, file_name, ...size })),
    categories: classes,
    ...columns(objects),
    area: Float64Array.from(objects, ({ object: { box, attributes } }) => attributes?.area ?? width(box) * height(box)),
    crowd: Uint8Array.from(objects, ({ object }) => (object.crowd ? 1 : 0)),
    mark: Uint8Array.from(objects, ({ object }) => markOf(object)),
    dense: new Set(images.flatMap(({ id, dense }) => (dense === true ? [id] : []))),
    regions: columns(all.filter(({ object }) => object.label === undefined)),
  }
}

const markOf = ({ ignored, crowd, attributes }: Annotation): number => {
  const doubtful = (attributes?.difficult ?? 0) > 0 || attributes?.uncertain === true
  return doubtful ? DOUBTFUL : ignored && !crowd ? NO_TARGET : PLAIN
}

const bboxes = (boxes: readonly Box[]): Float64Array => {
  const all = new Float64Array(4 * boxes.length)
  boxes.forEach((box, i) => {
    all.set([box[0], box[1], width(box), height(box)], 4 * i)
  })
  return all
}
