import type { Random } from '../random.ts'
import { transform } from './fourier.ts'

/**
 * Two independent squares of noise [side · side] whose amplitude falls as 1/f, as that of natural images does (Field 1987); each has mean 0 and
 * standard deviation 1. White noise is divided by its frequency; the filter is real and even, so the real part gives one square, the
 * imaginary part the other. The noise repeats after the next power of two.
 */
export const clutter = (side: number, random: Random): readonly [Float32Array, Float32Array] => {
  const period = 2 ** Math.ceil(Math.log2(side))
  const white = (): Float64Array => new Float64Array(period * period).map(random.normal)
  const { re, im } = transform({ re: white(), im: white() }, period, -1)
  for (let i = 0; i < re.length; i++) {
    const by = i === 0 ? 0 : 1 / Math.sqrt(signed(i % period, period) ** 2 + signed(Math.floor(i / period), period) ** 2)
    re[i] = by * (re[i] ?? 0)
    im[i] = by * (im[i] ?? 0)
  }
  const pink = transform({ re, im }, period, 1)
  const corner = (v: Float64Array): Float32Array => {
    const out = new Float32Array(side * side)
    for (let y = 0; y < side; y++) out.set(v.subarray(y * period, y * period + side), y * side)
    return out
  }
  return [standardised(corner(pink.re)), standardised(corner(pink.im))]
}

/** Frequencies above half the period stand for negative ones. */
const signed = (k: number, period: number): number => (k > period / 2 ? k - period : k)

const standardised = (values: Float32Array): Float32Array => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const std = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length)
  return values.map((v) => (v - mean) / Math.max(std, 1e-12))
}
