import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, byteSize, duration, fraction, short, sparkline } from '../../../cli/monitor/format.ts'

const width = fc.integer({ min: 0, max: 50 })
const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 })

describe('a sparkline', () => {
  it('is never wider than asked, and as wide as its values where they fit', () => {
    fc.assert(fc.property(fc.array(finite), width, (values, w) => sparkline(values, w).length === Math.min(w, values.length)))
  })
  it('never falls where the values rise', () => {
    fc.assert(
      fc.property(fc.array(finite), width, (values, w) => {
        const drawn = [
          ...sparkline(
            values.toSorted((a, b) => a - b),
            w,
          ),
        ]
        return drawn.every((cell, i) => i === 0 || cell >= (drawn[i - 1] ?? ''))
      }),
    )
  })
  it('leaves a gap where nothing is finite', () => {
    expect(sparkline([1, NaN, 3], 3)).toBe('▁ █')
    expect(sparkline([NaN, Infinity], 3)).toBe('  ')
    expect(sparkline([1, NaN, 3, 4], 2)).toBe('▁█')
  })
})

describe('a bar', () => {
  it('is as wide as asked, and full in proportion', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1, max: 2 }), width, (part, w) => {
        const full = bar(part, w).replaceAll('░', '').length
        return bar(part, w).length === w && Math.abs(full - Math.min(1, Math.max(0, part)) * w) <= 0.5
      }),
    )
  })
})

describe('numbers', () => {
  it('of AP take four characters at most', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, min: 0, max: 1 }), (x) => fraction(x).length === 4))
    expect([0.2323, 0, 0.99949, 0.9996, 1, null].map(fraction)).toEqual(['.232', '.000', '.999', '1.00', '1.00', '–'])
  })
  it('keep three digits, and say when they are not finite', () => {
    expect([0, 0.5, 1.234, 12.34, 123.4, 12345, 0.00012, -2, NaN].map(short)).toEqual([
      '0.000',
      '0.500',
      '1.23',
      '12.3',
      '123',
      '1.2e4',
      '1.2e-4',
      '-2.00',
      'not finite',
    ])
  })
  it('of time have their two largest units', () => {
    expect([0, 59.6, 61, 599, 601, 3599, 3725, 200_000, NaN].map(duration)).toEqual([
      '0 s',
      '1 min 0 s',
      '1 min 1 s',
      '9 min 59 s',
      '10 min',
      '1 h 0 min',
      '1 h 2 min',
      '2 d 7 h',
      '?',
    ])
  })
  it('of bytes have the unit that fits', () => {
    expect([0, 1023, 1024, 3 * 2 ** 20, 5 * 2 ** 30].map(byteSize)).toEqual(['0.000 B', '1023 B', '1.00 KiB', '3.00 MiB', '5.00 GiB'])
  })
})
