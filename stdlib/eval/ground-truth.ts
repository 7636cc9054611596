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

/** What the images hold: COCO's JSON, with its own keys. */
export interface GroundTruth {
  readonly images: readonly Image[]
  readonly categories: readonly Category[]
  readonly annotations: readonly Annotation[]
}

/** Area in px² that decides the size bin: the annotation's own, else width · height. */
export const areaOf = (a: Annotation): number => a.area ?? a.bbox[2] * a.bbox[3]

/**
 * The ground truth of resized images, to evaluate at the scale a detector sees. Areas become width · height of the resized
 * box, whatever the annotation's own was.
 *
 * @param factors of an image's x and y, e.g. canvas size / image size
 * @example rescale(() => [0.5, 0.5])(truth)
 */
export const rescale =
  (factors: (image: Image) => readonly [x: number, y: number]) =>
  (truth: GroundTruth): GroundTruth => {
    const byImage = new Map(truth.images.map((image) => [image.id, factors(image)]))
    return {
      ...truth,
      images: truth.images.map((image) => {
        const [fx, fy] = byImage.get(image.id) ?? [1, 1]
        return { ...image, width: times(image.width, fx), height: times(image.height, fy) }
      }),
      annotations: truth.annotations.map((a) => {
        const [fx, fy] = byImage.get(a.image_id) ?? [1, 1]
        const [x, y, w, h] = a.bbox
        return { ...a, bbox: [x * fx, y * fy, w * fx, h * fy], area: w * h * (fx * fy) }
      }),
    }
  }

const times = (size: number | undefined, factor: number): number | undefined => (size === undefined ? undefined : size * factor)
