import type { Box } from '../boxes/box.ts'

/** The objects of one picture: box i has class `labels[i]`, counted from 0. */
export interface Truth {
  readonly boxes: readonly Box[]
  readonly labels: readonly number[]
}

/** A picture without objects. */
export const nothing: Truth = { boxes: [], labels: [] }

/** The same objects with each box mapped. */
export const mapBoxes =
  (f: (box: Box) => Box) =>
  (truth: Truth): Truth => ({ boxes: truth.boxes.map(f), labels: truth.labels })

/** `id` is the category's number in the annotations and in results; training counts classes by their position, from 0. */
export interface Category {
  readonly id: number
  readonly name: string
}

/** One annotated image on disk; `file` is relative to the data set's folder, boxes are in pixels of the file. */
export interface Sample {
  readonly id: number
  readonly file: string
  readonly width: number
  readonly height: number
  readonly truth: Truth
  /** Crowds and regions marked `ignore`: never trained on, and neither right nor wrong to detect. */
  readonly ignored: Truth
}

/** What was left out, or changed, on the way in. Counts are of boxes, but for `images`. */
export interface Dropped {
  /** No width or height, or no number. */
  readonly noSize: number
  /** Wholly outside the image. */
  readonly outside: number
  /** Of a class that was not asked for. */
  readonly otherClass: number
  /** Images without boxes, where these are dropped. */
  readonly images: number
}

/** Annotated images in a folder. */
export interface Dataset {
  readonly folder: string
  readonly classes: readonly Category[]
  readonly samples: readonly Sample[]
  readonly dropped: Dropped
  /** Boxes cut at the image's border (they are kept). */
  readonly clipped: number
}
