import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped } from '../../../dsl/core/amount.ts'
import { barOf, columnsOf, cut, histogramText, percent } from '../../../cli/data/histogram.ts'

const rows = fc.array(fc.record({ name: fc.string({ unit: 'binary', maxLength: 60 }), count: fc.nat({ max: 10_000_000 }) }), {
  minLength: 1,
  maxLength: 8,
})

describe('a histogram in text', () => {
  it('has a line a row, none wider than asked for, and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 36, max: 120 }), (of, columns) => {
        const lines = histogramText(of, columns)
        expect(lines).toHaveLength(of.length)
        for (const line of lines) {
          expect([...line].length).toBeLessThanOrEqual(columns)
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        }
      }),
    )
  })
  it('draws the largest count longest, and something wherever there is something', () => {
    const [all, half, little, none] = histogramText(
      [100_000, 50_000, 1, 0].map((count, i) => ({ name: `row ${String(i)}`, count })),
      60,
    )
    expect(all).toMatch(/^ {2}row 0 +100,000 {3}66\.7 % █+$/)
    const blocks = (line: string | undefined): number => [...(line ?? '')].filter((c) => c === '█').length
    expect(blocks(half)).toBe(Math.floor(blocks(all) / 2))
    expect(little).toMatch(/<0\.1 % ▏$/)
    expect(none).toMatch(/0\.0 %$/)
  })
})

describe('the pieces of a histogram', () => {
  it('are read as they are meant', () => {
    expect([0, 0.0001, 0.5, 0.9999, 1, NaN].map(percent)).toEqual(['0.0 %', '<0.1 %', '50.0 %', '>99.9 %', '100.0 %', '–'])
    expect([0, 999, 1000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([barOf(0, 4), barOf(1, 4), barOf(2, 4), barOf(0.5, 3), barOf(1e-9, 4)]).toEqual(['', '████', '████', '█▌', '▏'])
    expect([cut('abc', 3), cut('abcd', 3), cut('a\u001b[2Jb', 9)]).toEqual(['abc', 'ab…', 'a¿[2Jb'])
    expect([10, 60, Infinity].map(columnsOf)).toEqual([36, 60, 80])
  })
})
