/** Complex numbers on a square grid, row by row: real and imaginary parts. */
export interface Field {
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * The two-dimensional discrete Fourier transform of a field whose side is a power of two, Σ v(x, y) e^{∓2πi(ux + vy)/side}: forward with
 * sign -1, backward (not divided by side²) with +1. Radix 2 (Cooley and Tukey 1965).
 */
export const transform = ({ re, im }: Field, side: number, sign: -1 | 1): Field => {
  const out = { re: re.slice(), im: im.slice() }
  const half = Array.from({ length: side / 2 }, (_, k) => (2 * Math.PI * k) / side)
  const roots = { re: Float64Array.from(half, Math.cos), im: Float64Array.from(half, (angle) => sign * Math.sin(angle)) }
  for (let i = 0; i < side; i++) line(out, i * side, 1, side, roots)
  for (let i = 0; i < side; i++) line(out, i, side, side, roots)
  return out
}

/** One line of the field, in place: `length` numbers, `step` apart; `roots` are the first half of the roots of unity. */
const line = ({ re, im }: Field, first: number, step: number, length: number, roots: Field): void => {
  const swap = (v: Float64Array, a: number, b: number): void => {
    const kept = v[a] ?? 0
    v[a] = v[b] ?? 0
    v[b] = kept
  }
  for (let i = 1, reversed = 0; i < length; i++) {
    let bit = length >> 1
    for (; reversed & bit; bit >>= 1) reversed ^= bit
    reversed ^= bit
    if (i < reversed) for (const v of [re, im]) swap(v, first + i * step, first + reversed * step)
  }
  for (let half = 1; half < length; half *= 2)
    for (let k = 0; k < half; k++) {
      const turn = (k * length) / (2 * half)
      const [cos, sin] = [roots.re[turn] ?? 1, roots.im[turn] ?? 0]
      for (let i = k; i < length; i += 2 * half) {
        const a = first + i * step
        const b = a + half * step
        const [ar, ai, br, bi] = [re[a] ?? 0, im[a] ?? 0, re[b] ?? 0, im[b] ?? 0]
        const r = br * cos - bi * sin
        const j = br * sin + bi * cos
        re[a] = ar + r
        im[a] = ai + j
        re[b] = ar - r
        im[b] = ai - j
      }
    }
}
