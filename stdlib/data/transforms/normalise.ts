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

/** Mirrored left and right, top and bottom. */
export interface Mirror {
  readonly across: boolean
  readonly down: boolean
}

const upright: Mirror = { across: false, down: false }

/** What the bytes of red, of green and of blue become: a byte has 256 values. */
const table = ({ mean, std }: Normalisation): Float32Array =>
  Float32Array.from({ length: 768 }, (_, i) => {
    const c = i < 256 ? 0 : i < 512 ? 1 : 2
    return ((i % 256) - mean[c]) / std[c]
  })

/**
 * (x - mean) / std for each channel, written into rows of `line` floats from `at` on, mirrored if asked: a picture in its place of a batch, without a copy
 * between.
 *
 * @example normaliseInto(symmetric)(picture, images, 0, 3 * 800)
 */
export const normaliseInto = (by: Normalisation) => {
  const values = table(by)
  return ({ width, height, data }: Picture, out: Float32Array, at: number, line: number, { across, down } = upright): void => {
    const step = across ? -3 : 3
    for (let y = 0, from = 0; y < height; y++) {
      const row = at + (down ? height - 1 - y : y) * line
      let to = across ? row + 3 * (width - 1) : row
      for (const end = from + 3 * width; from < end; from += 3, to += step) {
        out[to] = values[data[from] ?? 0] ?? 0
        out[to + 1] = values[256 + (data[from + 1] ?? 0)] ?? 0
        out[to + 2] = values[512 + (data[from + 2] ?? 0)] ?? 0
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
