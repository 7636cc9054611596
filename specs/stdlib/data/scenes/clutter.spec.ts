import { describe, expect, it } from 'vitest'
import { random } from '../../../../stdlib/data/random.ts'
import { clutter } from '../../../../stdlib/data/scenes/clutter.ts'

const SIDE = 64

/** Mean power of the rows' Fourier coefficients at a frequency, in cycles a picture. */
const power = (values: Float32Array, frequency: number): number => {
  let sum = 0
  for (let y = 0; y < SIDE; y++) {
    let re = 0
    let im = 0
    for (let x = 0; x < SIDE; x++) {
      // Hann's window: the noise does not repeat at the border.
      const v = (values[y * SIDE + x] ?? 0) * Math.sin((Math.PI * (x + 0.5)) / SIDE) ** 2
      re += v * Math.cos((2 * Math.PI * frequency * x) / SIDE)
      im += v * Math.sin((2 * Math.PI * frequency * x) / SIDE)
    }
    sum += re * re + im * im
  }
  return sum / SIDE
}

describe('clutter', () => {
  it('has mean 0 and standard deviation 1', () => {
    for (const side of [SIDE, 50])
      for (const values of clutter(side, random(1))) {
        expect(values.length).toBe(side * side)
        expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(0, 4)
        expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 4)
      }
  })

  // A row of a field with amplitude 1/f has power 1/f: the other frequency is summed over.
  it('has amplitude 1/f: along a row, power falls as 1/f', () => {
    const frequencies = [2, 3, 4, 6, 8, 11, 16]
    const fields = Array.from({ length: 24 }, (_, i) => clutter(SIDE, random(2, i))).flat()
    const points = frequencies.map((f) => [Math.log(f), Math.log(fields.reduce((sum, v) => sum + power(v, f), 0))] as const)
    const mean = (k: 0 | 1) => points.reduce((sum, p) => sum + p[k], 0) / points.length
    const slope =
      points.reduce((sum, [x, y]) => sum + (x - mean(0)) * (y - mean(1)), 0) / points.reduce((sum, [x]) => sum + (x - mean(0)) ** 2, 0)
    expect(Math.abs(slope + 1)).toBeLessThan(0.25)
  })

  it('comes in squares that have nothing to do with each other', () => {
    const pairs = Array.from({ length: 40 }, (_, i) => clutter(32, random(5, i)))
    const correlations = pairs.map(([a, b]) => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0) / a.length)
    expect(Math.abs(correlations.reduce((a, b) => a + b, 0) / 40)).toBeLessThan(0.12)
  })

  it('is the same for the same stream', () => {
    expect(clutter(20, random(3))).toEqual(clutter(20, random(3)))
    expect(clutter(20, random(3))).not.toEqual(clutter(20, random(4)))
  })
})
