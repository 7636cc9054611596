import type { Bbox } from './records.ts'

/** A COCO image. */
export interface Image {
  readonly id: number
  readonly file_name?: string | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
}

/** A COCO category. */
export interface Category {
  readonly id: number
  readonly name?: string | undefined
}

/** A COCO annotation: `bbox` in px, `area` (default width · height) in px², `iscrowd` (default 0). Its `ignore` is not read. */
export interface Annotation {
  readonly id?: number | undefined
  readonly image_id: number
  readonly category_id: number
  readonly bbox: Bbox
  readonly area?: number | undefined
  readonly iscrowd?: 0 | 1 | boolean | undefined
}

/** Area in px² that decides the size bin: the annotation's own, else width · height. */
export const areaOf = (a: Annotation): number => a.area ?? a.bbox[2] * a.bbox[3]
