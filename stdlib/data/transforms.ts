import * as boxes from '../boxes/box.ts'
import { type Labelled, type Picture, redrawn } from './picture.ts'
import { resample } from './resample.ts'

/**
 * Resizes to exactly this size, whatever the picture's shape; boxes follow exactly.
 *
 * @example resize({ width: 128, height: 128 })(labelled).picture.width // => 128
 */
export const resize =
  (to: boxes.Extent) =>
  (from: Labelled): Labelled =>
    redrawn(from, resample(to)(from.picture), boxes.scale(to.width / from.picture.width, to.height / from.picture.height))

/** The largest size of the same shape inside `limit`, rounded to whole pixels and at least one each way. */
export const fitted =
  (limit: boxes.Extent) =>
  (of: boxes.Extent): boxes.Extent => {
    const by = Math.min(limit.width / of.width, limit.height / of.height)
    return { width: Math.max(1, Math.round(of.width * by)), height: Math.max(1, Math.round(of.height * by)) }
  }

/** Resizes to the largest size of the same shape inside `limit`; boxes follow the rounded size exactly. A batch pads what is left. */
export const resizeWithin =
  (limit: boxes.Extent) =>
  (from: Labelled): Labelled =>
    resize(fitted(limit)(from.picture))(from)

/** The picture whose pixel (x, y) is pixel `source(x, y)`, counted row by row, of another of the same size. */
const gathered = (from: Picture, source: (x: number, y: number) => number): Picture => {
  const data = new Uint8Array(from.data.length)
  for (let y = 0, to = 0; y < from.height; y++)
    for (let x = 0; x < from.width; x++) {
      const at = 3 * source(x, y)
      for (let c = 0; c < 3; c++) data[to++] = from.data[at + c] ?? 0
    }
  return { ...from, data }
}

/** Mirrors left and right. */
export const flipHorizontally = (from: Labelled): Labelled => {
  const { width } = from.picture
  return redrawn(
    from,
    gathered(from.picture, (x, y) => y * width + (width - 1 - x)),
    boxes.flipHorizontally(width),
  )
}

/** Mirrors top and bottom. */
export const flipVertically = (from: Labelled): Labelled => {
  const { width, height } = from.picture
  return redrawn(
    from,
    gathered(from.picture, (x, y) => (height - 1 - y) * width + x),
    boxes.flipVertically(height),
  )
}

/** Of red, green and blue, in units of 8-bit pixels (0 … 255). */
export interface Normalisation {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/** x / 127.5 - 1: pixels in -1 … 1. */
export const symmetric: Normalisation = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] }

/** ImageNet's, for networks that torchvision trained. */
export const imagenet: Normalisation = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }

/**
 * (x - mean) / std for each channel: float32 [height, width, 3].
 *
 * @example normalise(symmetric)({ width: 1, height: 1, data: Uint8Array.of(0, 127.5, 255) })[2] // => 1
 */
export const normalise = ({ mean, std }: Normalisation) => {
  // A byte has 256 values: one table a channel.
  const tables = ([0, 1, 2] as const).map((c) => Float32Array.from({ length: 256 }, (_, v) => (v - mean[c]) / std[c]))
  return (picture: Picture): Float32Array => {
    const out = new Float32Array(picture.data.length)
    tables.forEach((table, c) => {
      for (let i = c; i < out.length; i += 3) out[i] = table[picture.data[i] ?? 0] ?? 0
    })
    return out
  }
}
