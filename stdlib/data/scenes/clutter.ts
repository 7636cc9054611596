import type { Random } from '../random.ts'

/**
 * Square noise whose amplitude falls as 1/f, as that of natural images does (Field 1987): mean 0 and standard deviation 1, [side · side].
 * In two dimensions that is equal variance in each octave, so it is a sum of octaves: lattices of normal numbers, 2, 4, 8, … pixels apart,
 * interpolated by cubic B-splines.
 */
export const clutter = (side: number, random: Random): Float32Array => {
  const sum = new Float32Array(side * side)
  for (let apart = 2; apart < 2 * side; apart *= 2) addOctave(sum, side, apart, random)
  return standardised(sum)
}

/** The pixels' weights on the four lattice points around them. */
const weights = (t: number): readonly [number, number, number, number] => [
  (1 - t) ** 3 / 6,
  (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
  (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
  t ** 3 / 6,
]

const addOctave = (sum: Float32Array, side: number, apart: number, random: Random): void => {
  const points = Math.ceil(side / apart) + 4
  const lattice = Float32Array.from({ length: points * points }, () => random.normal())
  // A lattice that began at the corner in every octave would show.
  const shift = [random.uniform(), random.uniform()] as const
  const rows = new Float32Array(side * points)
  interpolate(side, apart, shift[0], (y, from, w) => {
    for (let j = 0; j < points; j++) {
      let v = 0
      for (let k = 0; k < 4; k++) v += (w[k] ?? 0) * (lattice[(from + k) * points + j] ?? 0)
      rows[y * points + j] = v
    }
  })
  interpolate(side, apart, shift[1], (x, from, w) => {
    for (let y = 0; y < side; y++) {
      let v = sum[y * side + x] ?? 0
      for (let k = 0; k < 4; k++) v += (w[k] ?? 0) * (rows[y * points + from + k] ?? 0)
      sum[y * side + x] = v
    }
  })
}

const interpolate = (side: number, apart: number, shift: number, at: (pixel: number, from: number, w: readonly number[]) => void): void => {
  for (let i = 0; i < side; i++) {
    const place = i / apart + shift
    at(i, Math.floor(place), weights(place - Math.floor(place)))
  }
}

const standardised = (values: Float32Array): Float32Array => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const std = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)
  return values.map((v) => (v - mean) / Math.max(std, 1e-12))
}
