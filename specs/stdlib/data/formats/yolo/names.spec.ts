import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namesInYaml } from '../../../../../stdlib/data/formats/yolo/names.ts'

describe('names of a data.yaml', () => {
  it.each([
    ['names: [a, b]', ['a', 'b']],
    ["names: [ \"a, b\", 'it''s', c d ] # two", ['a, b', "it's", 'c d']],
    ['names:\n- a\n- b # second\nnc: 2', ['a', 'b']],
    ['names:\n  - "a"\n\n  # between\n  - b\n', ['a', 'b']],
    ['names:\n  1: b\n  0: a\nroboflow:\n  x: 1', ['a', 'b']],
    ['names: {0: a, 1: "b: c"}', ['a', 'b: c']],
    ['nc: 3\nnames: [a,\n  b,\n  c]\n', ['a', 'b', 'c']],
    ['names:\r\n  0: a\r\n  1: b\r\n', ['a', 'b']],
  ])('%j', (text, names) => {
    expect(namesInYaml(text)).toEqual(names)
  })
  it.each(['', 'nc: 3', 'names:', 'names: [a, b', 'names: 3', 'names:\n  0: a\n  2: b', 'names:\n  a: b', 'my names: [a]'])(
    'are not in %j',
    (text) => {
      expect(namesInYaml(text)).toBeUndefined()
    },
  )
  it('are found or not, but never take long, whatever is there', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', "'", '[', '{', ',', ':', 'a', '\\', '\n', ' ', '0', '#'), { maxLength: 200 }), (parts) => {
        const found = namesInYaml(`names: [${parts.join('')}`)
        expect(found === undefined || found.every((name) => typeof name === 'string')).toBe(true)
      }),
      { numRuns: 300 },
    ))
})
