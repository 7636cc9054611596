import type { Extent } from '../boxes/box.ts'
import type { Picture } from './picture.ts'

/**
 * Resizes 8-bit pixels with the antialiased triangle filter: out(i) = Σ_k w_ik in(k), w_ik ∝ max(0, 1 - |k + ½ - (i + ½)·r| / max(r, 1)) with
 * r = from / to. Columns first, rows after, each pass rounded to 8 bits with weights in fixed point of 22 bits: pixel for pixel what Pillow's
 * BILINEAR resize gives, on every machine.
 *
 * @example resample({ width: 128, height: 128 })(picture).data.length // => 49152
 */
export const resample =
  (to: Extent) =>
  (from: Picture): Picture => {
    const columns = along(
      from.data,
      { lines: from.height, length: from.width, to: to.width, line: from.width * 3, step: 3 },
      to.width * 3,
      3,
    )
    return {
      ...to,
      data: along(columns, { lines: to.width, length: from.height, to: to.height, line: 3, step: to.width * 3 }, 3, to.width * 3),
    }
  }

interface Axis {
  /** How many lines are resampled, each from `length` pixels to `to`. */
  readonly lines: number
  readonly length: number
  readonly to: number
  /** Distance between lines, and between the pixels of a line, in bytes. */
  readonly line: number
  readonly step: number
}

const ONE = 2 ** 22

const along = (data: Uint8Array, axis: Axis, outLine: number, outStep: number): Uint8Array => {
  const { lines, length, to, line, step } = axis
  if (length === to) return data
  const out = new Uint8Array(lines * to * 3)
  taps(length, to).forEach(({ first, weights }, i) => {
    for (let l = 0; l < lines; l++) {
      const at = l * line + first * step
      for (let c = 0; c < 3; c++) {
        let sum = ONE / 2
        for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (data[at + k * step + c] ?? 0)
        out[l * outLine + i * outStep + c] = Math.min(255, Math.floor(sum / ONE))
      }
    }
  })
  return out
}

interface Taps {
  readonly first: number
  readonly weights: Int32Array
}

/** The inputs that each output reads, weights in units of 1 / 2^22. */
const taps = (from: number, to: number): readonly Taps[] => {
  const ratio = from / to
  const support = Math.max(ratio, 1)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * ratio
    const first = Math.max(0, Math.floor(centre - support + 0.5))
    const end = Math.min(from, Math.floor(centre + support + 0.5))
    const raw = Array.from({ length: end - first }, (_, k) => Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / support))
    const total = raw.reduce((a, b) => a + b, 0)
    return { first, weights: Int32Array.from(raw, (w) => Math.floor((w / total) * ONE + 0.5)) }
  })
}
