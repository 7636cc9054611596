import * as boxes from '../../boxes/box.ts'
import { type Labelled, redrawn } from '../picture.ts'
import { resample } from '../resample/resample.ts'

/**
 * Resizes to exactly this size, whatever the picture's shape; boxes follow exactly.
 *
 * @example resize({ width: 128, height: 128 })(labelled).picture.width // => 128
 */
export const resize =
  (to: boxes.Extent) =>
  (from: Labelled): Labelled =>
    redrawn(from, resample(to)(from.picture), boxes.scale(to.width / from.picture.width, to.height / from.picture.height))

/** A size times a factor, in whole pixels, half a pixel up, and at least one each way. */
const times = (of: boxes.Extent, by: number): boxes.Extent => ({
  width: Math.max(1, Math.round(of.width * by)),
  height: Math.max(1, Math.round(of.height * by)),
})

/** The largest size of the same shape inside `limit`, rounded to whole pixels and at least one each way. */
export const fitted =
  (limit: boxes.Extent) =>
  (of: boxes.Extent): boxes.Extent =>
    times(of, Math.min(limit.width / of.width, limit.height / of.height))

/** Resizes to the largest size of the same shape inside `limit`; boxes follow the rounded size exactly. A batch pads what is left. */
export const resizeWithin =
  (limit: boxes.Extent) =>
  (from: Labelled): Labelled =>
    resize(fitted(limit)(from.picture))(from)

/** Bounds of a picture's two edges, in pixels. */
export interface Edges {
  readonly long: number
  readonly short: number
}

/**
 * The largest size of the same shape whose longer edge is at most `long` and whose shorter one is at most `short`: mmdetection's scale of two
 * numbers, whichever way round a picture stands. DETR's (shorter edge, longest longer edge) is the same rule.
 *
 * @example withinEdges({ long: 1333, short: 800 })({ width: 640, height: 480 }) // => { width: 1067, height: 800 }
 */
export const withinEdges =
  ({ long, short }: Edges) =>
  (of: boxes.Extent): boxes.Extent =>
    times(of, Math.min(long / Math.max(of.width, of.height), short / Math.min(of.width, of.height)))

/** Resizes by `withinEdges`; boxes follow the rounded size exactly. */
export const resizeToEdges =
  (edges: Edges) =>
  (from: Labelled): Labelled =>
    resize(withinEdges(edges)(from.picture))(from)
