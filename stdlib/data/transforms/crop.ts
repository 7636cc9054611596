import { type Extent, translate } from '../../boxes/box.ts'
import { crop as pixels } from '../crop.ts'
import type { Labelled } from '../picture.ts'
import type { Random } from '../random.ts'
import { type Augmented, cutTo, type Keeping, keepAll, unlost } from './keeping.ts'
import { resizeToEdges } from './resize.ts'

/** A rectangle of whole pixels inside a picture. */
export interface Window extends Extent {
  readonly x: number
  readonly y: number
}

/** The pixels of a window alone; boxes follow, are clipped to it, and are kept as `keep` says (`cutTo`). */
export const crop =
  ({ x, y, width, height }: Window, keep: Keeping = keepAll) =>
  (from: Labelled): Augmented =>
    cutTo(keep)(from, pixels([x, y, x + width, y + height])(from.picture), translate(-x, -y))

/** A picture's longer edge before a crop, at most, in pixels: DETR has no bound, and a narrow strip would fill the memory. */
const LONGEST = 8192

/** Uniform among the whole numbers low … high. */
const between = (draw: Random, low: number, high: number): number => low + draw.integer(high - low + 1)

export interface RandomCrop {
  /** How often the picture is cropped at all, 0 … 1. */
  readonly probability: number
  /** Shorter edges, one of which the picture is resized to before it is cropped; null to crop it as it is. */
  readonly resize: readonly number[] | null
  /** Least and largest side of the crop, in pixels; width and height are drawn each for itself. */
  readonly sides: readonly [least: number, most: number]
  readonly keep: Keeping
}

/** DETR's: every second picture is resized to a shorter edge of 400, 500 or 600, and cropped to 384 … 600 pixels each way. */
export const detrCrop: RandomCrop = { probability: 0.5, resize: [400, 500, 600], sides: [384, 600], keep: keepAll }

/**
 * DETR's random crop: resize, then a crop of random size at a random place. A picture that is smaller than the crop gives all that it has on that
 * axis. What follows in DETR, a resize to one of several scales, is `scaledTo`.
 *
 * Differs from DETR: `probability` is that of cropping, not of leaving as it is; DETR fails for a picture smaller than the least side.
 *
 * @example randomCrop(detrCrop)(random(seed, epoch, place))(labelled)
 */
export const randomCrop =
  ({ probability, resize, sides: [least, most], keep }: RandomCrop) =>
  (draw: Random) =>
  (from: Labelled): Augmented => {
    if (draw.uniform() >= probability) return unlost(from)
    const edge = resize?.[draw.integer(resize.length)]
    const sized = edge === undefined ? from : resizeToEdges({ long: LONGEST, short: edge })(from)
    const side = (of: number): number => between(draw, Math.min(least, of), Math.min(most, of))
    const size = { width: side(sized.picture.width), height: side(sized.picture.height) }
    const x = between(draw, 0, sized.picture.width - size.width)
    const y = between(draw, 0, sized.picture.height - size.height)
    return crop({ x, y, ...size }, keep)(sized)
  }
