import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawIssues, paperOf, wrap } from '../../cli/draw.ts'
import { draw, issue, type Issue } from '../../dsl/core/issue.ts'

const plain = { columns: Infinity, colour: false }
const sentence = fc.array(fc.stringMatching(/^[a-z./]{1,12}$/), { minLength: 1, maxLength: 20 }).map((words) => words.join(' '))
const issues = fc.record({
  code: fc.stringMatching(/^[a-z]{1,8}: [a-z]{1,8}$/),
  message: sentence,
  hint: sentence,
  path: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 3 }),
  evidence: fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), sentence), { maxLength: 3 }),
})
const law = <A>(arbitrary: fc.Arbitrary<A>, holds: (a: A) => void): void => {
  fc.assert(fc.property(arbitrary, holds), { numRuns: 200 })
}
const missing = issue('data: image', 'no such file, but the annotations name it', 'check the folder', {
  path: ['train.json', '3'],
  evidence: [['file', 'a.png']],
})

describe('a drawn issue', () => {
  it('is the plain drawing where nothing limits its width', () => {
    law(issues, (i) => {
      expect(drawIssues([i], plain)).toBe(draw(i))
    })
  })
  it('keeps to the width of the paper', () => {
    law(fc.tuple(issues, fc.integer({ min: 40, max: 100 })), ([i, columns]) => {
      drawIssues([i], { columns, colour: false })
        .split('\n')
        .forEach((line) => {
          expect(line.length).toBeLessThanOrEqual(columns)
        })
    })
  })
  it('loses no word by wrapping', () => {
    law(fc.tuple(issues, fc.integer({ min: 1, max: 100 })), ([i, columns]) => {
      expect(drawIssues([i], { columns, colour: false }).split(/\s+/)).toEqual(draw(i).split(/\s+/))
    })
  })
  it('differs by colour in nothing but colour', () => {
    law(fc.tuple(issues, fc.integer({ min: 20, max: 100 })), ([i, columns]) => {
      const coloured = drawIssues([i], { columns, colour: true })
      expect(coloured.replaceAll(new RegExp('\u001b\\[[0-9;]*m', 'g'), '')).toBe(drawIssues([i], { columns, colour: false }))
      expect(coloured).not.toBe(drawIssues([i], { columns, colour: false }))
    })
  })
  it('stands under the one before, with a line between', () => {
    expect(drawIssues([missing, { ...missing, code: 'data: picture' }], { columns: 30, colour: false })).toBe(
      [
        'data: image: no such file, but',
        '  the annotations name it',
        '  at    train.json / 3',
        '  file  a.png',
        '  try   check the folder',
        '',
        'data: picture: no such file,',
        '  but the annotations name it',
        '  at    train.json / 3',
        '  file  a.png',
        '  try   check the folder',
      ].join('\n'),
    )
  })
  it('is drawn once, and many of one code are counted after the first', () => {
    const drawn = (list: readonly Issue[]): string => drawIssues(list, { columns: Infinity, colour: false })
    const numbered = Array.from({ length: 30 }, (_, i) => ({ ...missing, path: [String(i)] }))
    const other = { ...missing, code: 'data: picture' }
    expect(drawn([missing, missing])).toBe(drawn([missing]))
    expect(drawn([...numbered.slice(0, 3), other, ...numbered.slice(3)])).toBe(
      [drawn(numbered.slice(0, 6)), 'data: image: and 24 more', drawn([other])].join('\n\n'),
    )
    expect(drawn(numbered.slice(0, 7))).not.toContain('more')
  })
})

describe('wrap', () => {
  it('keeps a long word whole, so that a path can be copied', () => {
    expect(wrap('see /a/very/long/path/to/a/file.png now', 16, 1)).toEqual(['see', ' /a/very/long/path/to/a/file.png', ' now'])
  })
  it('begins no text with a line of its indentation alone', () => {
    expect(wrap('  /a/very/long/path/to/a/file.png now', 16, 4)).toEqual(['  /a/very/long/path/to/a/file.png', '    now'])
  })
})

describe('paper', () => {
  it('takes colour on a terminal without NO_COLOR only', () => {
    expect(paperOf({ isTTY: true, columns: 60 }, {})).toEqual({ columns: 60, colour: true })
    expect(paperOf({ isTTY: true, columns: 60 }, { NO_COLOR: '1' })).toEqual({ columns: 60, colour: false })
    expect(paperOf({}, {})).toEqual(plain)
  })
})
