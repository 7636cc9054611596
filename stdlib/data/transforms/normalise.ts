import type { Picture } from '../picture.ts'
import { lookUp, VALUES } from './look-up.ts'

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
  Float32Array.from({ length: 3 * VALUES }, (_, i) => {
    const c = i < VALUES ? 0 : i < 2 * VALUES ? 1 : 2
    return ((i % VALUES) - mean[c]) / std[c]
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
    const row = lookUp(values, width)
    for (let y = 0; y < height; y++) {
      const from = data.subarray(3 * y * width, 3 * (y + 1) * width)
      out.set(row(from, across), at + (down ? height - 1 - y : y) * line)
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
