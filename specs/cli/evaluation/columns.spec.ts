import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columns, shortened, signed, visible } from '../../../cli/evaluation/columns.ts'

const lines = (text: string): readonly string[] => text.split('\n')

describe('columns', () => {
  it('holds every cell, in lines that fit the paper where one column beside the names does', () => {
    const cell = fc.string({ maxLength: 6, unit: fc.constantFrom('1', '2', '.', '–') })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 40, max: 100 }),
        fc.array(fc.tuple(fc.string(), fc.array(cell, { minLength: 9, maxLength: 9 })), { maxLength: 4 }),
        (n, paper, rows) => {
          const head = ['', ...Array.from({ length: n }, (_, i) => `head${i}`)]
          const text = columns(
            head,
            rows.map(([name, cells]) => [name, ...cells.slice(0, n)]),
            paper,
          )
          for (const line of lines(text)) expect([...line].length).toBeLessThanOrEqual(paper)
          for (const word of [...head, ...rows.flatMap(([, cells]) => cells.slice(0, n))]) expect(text).toContain(word)
        },
      ),
    )
  })
  it('aligns names to the left and numbers to the right', () => {
    expect(
      columns(
        ['class', 'AP'],
        [
          ['ship', '0.5'],
          ['wind-mill', '–'],
        ],
        80,
      ),
    ).toBe('class       AP\nship       0.5\nwind-mill    –')
  })
  it('puts what does not fit below, with the names again', () => {
    expect(columns(['', 'one', 'two'], [['a', '1', '2']], 7)).toBe('   one\na    1\n\n   two\na    2')
  })
})

describe('what comes from data', () => {
  it('cannot move a terminal’s cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\u202e\u200f\u2066]/u)
        expect(columns([text], [[text]], 80)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
    )
  })
  it('is shortened, marked', () => {
    expect([shortened('swimming-pool', 8), shortened('ship', 8)]).toEqual(['swimmin…', 'ship'])
  })
})

it('numbers have their sign', () => {
  expect([signed(0.5), signed(-0.25), signed(0), signed(NaN)]).toEqual(['+0.5000', '−0.2500', '+0.0000', '–'])
})
