import type { Category, Image } from './ground-truth.ts'

/** Boxes by the ids of their file, row after row in its order. */
export interface IdColumns {
  readonly count: number
  readonly imageId: Float64Array
  readonly categoryId: Float64Array
  /** [x, y, width, height] in px of the image, row after row. */
  readonly bbox: Float64Array
}

/** Results as columns. */
export interface ResultColumns extends IdColumns {
  readonly score: Float64Array
}

/** How an object is marked by its format, crowds aside. */
export const PLAIN = 0
/** As hard or doubtful: pycocotools does not see it, a benchmark's own tools ignore the object (COCO's `ignore`, TinyPerson's `uncertain`, DOTA's and VOC's `difficult`). */
export const DOUBTFUL = 1
/** As no target: who measures VisDrone by COCO's protocol leaves out objects of score 0. */
export const NO_TARGET = 2

/** A ground truth as columns. */
export interface TruthColumns extends IdColumns {
  readonly images: readonly Image[]
  readonly categories: readonly Category[]
  readonly area: Float64Array
  readonly crowd: Uint8Array
  /** PLAIN, DOUBTFUL or NO_TARGET. */
  readonly mark: Uint8Array
  /** Ids of images that TinyPerson leaves out, as too dense. */
  readonly dense: ReadonlySet<number>
  /** Regions of no class; their category is NaN. */
  readonly regions: IdColumns
}
