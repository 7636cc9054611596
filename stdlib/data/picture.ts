import type { Box, Extent } from '../boxes/box.ts'
import { type Truth, mapBoxes } from './samples.ts'

/** 8-bit RGB pixels, row by row: [height, width, 3]. */
export interface Picture extends Extent {
  readonly data: Uint8Array
}

/** A picture with its objects, boxes in pixels of this picture; `ignored` as in a data set's sample. */
export interface Labelled {
  readonly picture: Picture
  readonly truth: Truth
  readonly ignored: Truth
}

/** The same scene drawn anew: every box, trained on or not, follows its pixels. */
export const redrawn = (from: Labelled, picture: Picture, follow: (box: Box) => Box): Labelled => ({
  picture,
  truth: mapBoxes(follow)(from.truth),
  ignored: mapBoxes(follow)(from.ignored),
})
