import type { Extent } from '../../boxes/box.ts'
import type { Picture } from '../picture.ts'
import { resampleByLoops } from './loops.ts'
import { simd } from './simd.ts'

/**
 * Resizes 8-bit pixels with the antialiased triangle filter: out(i) = Σ_k w_ik in(k), w_ik ∝ max(0, 1 - |k + ½ - (i + ½)·r| / max(r, 1)) with
 * r = from / to. Columns first, rows after, each pass rounded to 8 bits with weights in fixed point of 22 bits: pixel for pixel what Pillow's
 * BILINEAR resize gives, on every machine. A sum of weights times 255 is below 2^31, so that integers of 32 bits hold it. Where WebAssembly has SIMD, four
 * sums are computed at a time.
 *
 * @example resample({ width: 128, height: 128 })(picture).data.length // => 49152
 */
export const resample =
  (to: Extent) =>
  (from: Picture): Picture => {
    if (from.width === to.width && from.height === to.height) return from
    const fast = simd()
    const bytes = fast?.bytesFor(from, to) ?? Infinity
    return fast === undefined || bytes > MOST || !fast.has(bytes) ? resampleByLoops(to)(from) : fast.resample(to)(from)
  }

/** Memory of SIMD stays taken, so that a picture past this one is left to loops, in bytes. */
const MOST = 2 ** 28
