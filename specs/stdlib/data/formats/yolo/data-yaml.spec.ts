import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { readDataYaml } from '../../../../../stdlib/data/formats/yolo/data-yaml.ts'

const read = (text: string): unknown => {
  const found = readDataYaml(text)
  return E.isLeft(found) ? [found.left.code, ...found.left.path] : found.right
}

describe('a data.yaml', () => {
  it('numbers more than ten classes as numbers, in whatever order they are written', () => {
    const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
    const lines = names.map((name, i) => `  ${i}: ${name}`)
    for (const written of [lines, [...lines].reverse()])
      expect(read(`names:\n${written.join('\n')}\ntrain: images\n`)).toMatchObject({ names })
  })
  it('has a path, names, and splits of one entry or several, each with its line', () => {
    expect(
      read('# set\npath: ../a # here\ntrain: images/train\nval:\n  - images/val\n  - more.txt\ntest:\nnc: 2\nnames: {0: no, 1: 007}\n'),
    ).toEqual({
      path: { text: '../a', line: 2 },
      names: ['no', '007'],
      splits: [
        { name: 'train', entries: [{ text: 'images/train', line: 3 }] },
        {
          name: 'val',
          entries: [
            { text: 'images/val', line: 5 },
            { text: 'more.txt', line: 6 },
          ],
        },
      ],
    })
  })
  it('may name one by another', () => {
    expect(read('train: &all [a, b]\nval: *all\n')).toMatchObject({
      splits: [{ name: 'train' }, { name: 'val', entries: [{ text: 'a' }, { text: 'b' }] }],
    })
  })
  it('of a key that comes twice has the last', () => {
    expect(read('train: a\ntrain: b\n')).toMatchObject({ splits: [{ entries: [{ text: 'b' }] }] })
  })
  it('of brackets in brackets is an issue', () => {
    expect(read(`train: ${'['.repeat(1e5)}`)).toEqual(['data: no YAML', '1'])
  })
  it.each([
    ['unclosed', 'train: [a\nval: b\n', ['data: no YAML', '2']],
    [
      'growing',
      `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]`).join('\n')}\ntrain: *b29\n`,
      ['data: no YAML', '32'],
    ],
    ['a list', '- a\n', { splits: [] }],
    ['of other keys', '__proto__: {train: a}\n', { splits: [] }],
    ['a split by keys', 'val: b\ntrain: {a: b}\n', ['data: no YAML', '2']],
    ['a split that is nowhere', 'val: b\ntrain: *nope\n', ['data: no YAML', '2']],
    ['a list in a list', 'val: b\ntrain:\n  - [a, b]\n', ['data: no YAML', '3']],
    ['a split that is empty', 'val: b\ntrain:\ntest: \n', { splits: [{ name: 'val' }] }],
  ])('that is no such thing is an issue with its line, or says nothing: %s', (_, text, wanted) => {
    if (Array.isArray(wanted)) expect(read(text)).toEqual(wanted)
    else expect(read(text)).toMatchObject(wanted)
  })
})
