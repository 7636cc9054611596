import type { Picture } from '../picture.ts'

/** Of red, green and blue, in units of 8-bit pixels (0 … 255). */
export interface Normalisation {
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

/** x / 127.5 - 1: pixels in -1 … 1. */
export const symmetric: Normalisation = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] }

/** ImageNet's, for networks that torchvision trained. */
export const imagenet: Normalisation = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }

/** What a byte of a channel becomes: a byte has 256 values, so one table a channel. */
const table = ({ mean, std }: Normalisation, c: 0 | 1 | 2): Float32Array =>
  Float32Array.from({ length: 256 }, (_, v) => (v - mean[c]) / std[c])

/**
 * (x - mean) / std for each channel, written into rows of `line` floats from `at` on: a picture in its place of a batch, without a copy between.
 *
 * @example normaliseInto(symmetric)(picture, images, 0, 3 * 800)
 */
export const normaliseInto = (by: Normalisation) => {
  const [red, green, blue] = [table(by, 0), table(by, 1), table(by, 2)]
  return ({ width, height, data }: Picture, out: Float32Array, at: number, line: number): void => {
    for (let y = 0, from = 0; y < height; y++) {
      const end = at + y * line + 3 * width
      for (let to = at + y * line; to < end; to += 3, from += 3) {
        out[to] = red[data[from] ?? 0] ?? 0
        out[to + 1] = green[data[from + 1] ?? 0] ?? 0
        out[to + 2] = blue[data[from + 2] ?? 0] ?? 0
      }
    }
  }
}

/**
 * (x - mean) / std for each channel: float32 [height, width, 3].
 *
 * @example normalise(symmetric)({ width: 1, height: 1, data: Uint8Array.of(0, 127.5, 255) })[2] // => 1
 */
export const normalise = (by: Normalisation) => {
  const write = normaliseInto(by)
  return (picture: Picture): Float32Array => {
    const out = new Float32Array(picture.data.length)
    write(picture, out, 0, 3 * picture.width)
    return out
  }
}
