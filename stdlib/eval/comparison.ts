/** Boxes of many images, column by column: row i is of image `image[i]` and category `category[i]`, both positions in their lists. */
export interface Boxes {
  readonly count: number
  readonly image: Int32Array
  readonly category: Int32Array
  /** [x, y, width, height] in px of the image, row after row. */
  readonly bbox: Float64Array
}

/** The objects that are there, in the order of the file. */
export interface Targets extends Boxes {
  /** In px²: what decides the size bin. */
  readonly area: Float64Array
  /** 1 for a region of many objects: many detections can match it, by intersection over detection. */
  readonly crowd: Uint8Array
  /** 1 where detecting it is neither right nor wrong; crowds are. */
  readonly ignored: Uint8Array
}

/** What a detector says, in the order of the file. */
export interface Found extends Boxes {
  readonly score: Float64Array
}

/** Everything that an evaluation reads: the ground truth and the detections of a set of images. */
export interface Comparison {
  /** By ascending id. */
  readonly images: readonly { readonly id: number; readonly file?: string; readonly width?: number; readonly height?: number }[]
  /** By ascending id. */
  readonly categories: readonly { readonly id: number; readonly name: string }[]
  readonly targets: Targets
  readonly found: Found
  /** Regions of no class, whose objects were not annotated (VisDrone's category 0). */
  readonly regions?: Omit<Boxes, 'category'>
}
