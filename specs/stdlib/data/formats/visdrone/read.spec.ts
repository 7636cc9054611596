import { describe, expect, it } from 'vitest'
import { parseVisdrone } from '../../../../../stdlib/data/formats/visdrone/read.ts'
import { parsed } from '../reading.ts'

describe('a line of VisDrone', () => {
  it('is a box in pixels with truncation and occlusion', () => {
    expect(parsed(parseVisdrone, '684,8,273,116,1,4,1,2\n')).toEqual({
      objects: [
        { name: 'car', box: [684, 8, 957, 124], crowd: false, ignored: false, attributes: { truncation: 1, occlusion: 2 }, record: 1 },
      ],
      faults: [],
    })
  })
  it('of score 0 is ignored, of category 0 a region of no class, of category 11 of the class others', () => {
    const { objects } = parsed(parseVisdrone, '1,1,2,2,0,4,0,0\n1,1,2,2,0,0,0,0\n1,1,2,2,1,11,0,0')
    expect(objects.map(({ name, crowd, ignored }) => [name, crowd, ignored])).toEqual([
      ['car', false, true],
      [undefined, true, true],
      ['others', false, false],
    ])
  })
  it('may end in a comma, have no size, and stand behind an empty one', () => {
    const { objects, faults } = parsed(parseVisdrone, '\r\n1,1,0,2,1,4,0,0,\r\n')
    expect([objects.map(({ box, record }) => [box, record]), faults]).toEqual([[[[1, 1, 1, 3], 2]], ['odd data: trailing comma 2']])
  })
  it.each([
    ['1,1,2,2,1,4,0', 'too short'],
    ['1,1,2,2,1,4,0,0,5', 'too long'],
    ['1,1,2,2,1,4,0,0,,', 'with two commas'],
    ['1,1,two,2,1,4,0,0', 'with a word'],
    ['1,1,,2,1,4,0,0', 'with a gap'],
    ['1,1,NaN,2,1,4,0,0', 'that is no number'],
    ['1,1,1e999,2,1,4,0,0', 'too large for a number'],
    ['1,1,2,2,1,12,0,0', 'of a category past 11'],
    ['1,1,2,2,1,1.5,0,0', 'of half a category'],
    ['1 1 2 2 1 4 0 0', 'of spaces'],
  ])('%s, %s, is a fatal fault, and the lines around it are read', (line) => {
    const { objects, faults } = parsed(parseVisdrone, `5,5,2,2,1,1,0,0\n${line}\n7,7,2,2,1,1,0,0`)
    expect([objects.map(({ record }) => record), faults]).toEqual([[1, 3], ['fatal data: wrong line 2']])
  })
  it('of a detection is told by its score', () => {
    expect(parsed(parseVisdrone, '1,1,2,2,0.7,4,-1,-1').faults).toEqual(['odd data: wrong line 1'])
  })
})
