import type { Extent } from '../../boxes/box.ts'
import type { Picture } from '../picture.ts'
import { BITS, taps } from './taps.ts'

/** `resample` in loops, where the processor has no SIMD for WebAssembly; and what that has to equal. */
export const resampleByLoops =
  (to: Extent) =>
  (from: Picture): Picture => {
    const columns = from.width === to.width ? from.data : alongRows(from, to.width)
    return { ...to, data: from.height === to.height ? columns : alongColumns(columns, 3 * to.width, from.height, to.height) }
  }

const HALF = 2 ** (BITS - 1)

const alongRows = ({ width, height, data }: Picture, to: number): Uint8Array => {
  const out = new Uint8Array(height * to * 3)
  const { first, count, weights, most } = taps(width, to)
  for (let y = 0, o = 0; y < height; y++) {
    const line = 3 * y * width
    for (let i = 0; i < to; i++, o += 3) {
      let at = line + 3 * (first[i] ?? 0)
      let [red, green, blue] = [HALF, HALF, HALF]
      for (let k = i * most, end = k + (count[i] ?? 0); k < end; k++, at += 3) {
        const w = weights[k] ?? 0
        red = (red + Math.imul(w, data[at] ?? 0)) | 0
        green = (green + Math.imul(w, data[at + 1] ?? 0)) | 0
        blue = (blue + Math.imul(w, data[at + 2] ?? 0)) | 0
      }
      out[o] = Math.min(255, red >> BITS)
      out[o + 1] = Math.min(255, green >> BITS)
      out[o + 2] = Math.min(255, blue >> BITS)
    }
  }
  return out
}

const alongColumns = (data: Uint8Array, line: number, height: number, to: number): Uint8Array => {
  const out = new Uint8Array(to * line)
  const sums = new Int32Array(line)
  const { first, count, weights, most } = taps(height, to)
  for (let i = 0; i < to; i++) {
    sums.fill(HALF)
    for (let k = 0; k < (count[i] ?? 0); k++) {
      const w = weights[i * most + k] ?? 0
      const at = ((first[i] ?? 0) + k) * line
      for (let x = 0; x < line; x++) sums[x] = ((sums[x] ?? 0) + Math.imul(w, data[at + x] ?? 0)) | 0
    }
    for (let x = 0, o = i * line; x < line; x++, o++) out[o] = Math.min(255, (sums[x] ?? 0) >> BITS)
  }
  return out
}
