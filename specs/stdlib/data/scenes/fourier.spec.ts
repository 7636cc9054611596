import { describe, expect, it } from 'vitest'
import { random } from '../../../../stdlib/data/random.ts'
import { type Field, transform } from '../../../../stdlib/data/scenes/fourier.ts'

const noise = (side: number): Field => {
  const { normal } = random(side)
  return { re: Float64Array.from({ length: side * side }, normal), im: Float64Array.from({ length: side * side }, normal) }
}

describe.each([1, 2, 4, 8, 16])('the Fourier transform of side %i', (side) => {
  const field = noise(side)

  it('is the sum that defines it', () => {
    const { re, im } = transform(field, side, -1)
    for (let i = 0; i < side * side; i++) {
      let [r, j] = [0, 0]
      for (let k = 0; k < side * side; k++) {
        const angle = (-2 * Math.PI * ((i % side) * (k % side) + Math.floor(i / side) * Math.floor(k / side))) / side
        r += (field.re[k] ?? 0) * Math.cos(angle) - (field.im[k] ?? 0) * Math.sin(angle)
        j += (field.re[k] ?? 0) * Math.sin(angle) + (field.im[k] ?? 0) * Math.cos(angle)
      }
      expect(re[i]).toBeCloseTo(r, 8)
      expect(im[i]).toBeCloseTo(j, 8)
    }
  })

  it('backward undoes forward, but for side²', () => {
    const back = transform(transform(field, side, -1), side, 1)
    field.re.forEach((v, i) => {
      expect((back.re[i] ?? NaN) / side ** 2).toBeCloseTo(v, 10)
      expect((back.im[i] ?? NaN) / side ** 2).toBeCloseTo(field.im[i] ?? NaN, 10)
    })
  })
})
