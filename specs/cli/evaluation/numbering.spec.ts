import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberedAs } from '../../../cli/evaluation/numbering.ts'
import type { Dataset } from '../../../stdlib/data/dataset.ts'

const named = (...names: readonly string[]): Dataset => ({
  folder: '',
  classes: names.map((name, i) => ({ id: i + 1, name })),
  images: [
    {
      id: 1,
      file: 'a.png',
      source: 'a.xml',
      objects: names.map((_, label) => ({ label, box: [0, 0, label + 1, 1], crowd: false, ignored: false, record: label })),
    },
  ],
})

/** Category numbers of the objects, by the names that they had. */
const numbers = (names: readonly string[], asked?: readonly string[]): Readonly<Record<string, number | undefined>> => {
  const read = numberedAs('voc', asked)(named(...names))
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  const { classes, images } = read.right.dataset
  return Object.fromEntries((images[0]?.objects ?? []).map(({ label, box }) => [names[box[2] - 1] ?? '', classes[label ?? -1]?.id]))
}

const codes = (format: 'voc' | 'yolo', names: readonly string[], asked?: readonly string[]): readonly string[] => {
  const read = numberedAs(format, asked)(named(...names))
  return E.isLeft(read) ? read.left.map(({ code }) => code) : read.right.notices.map(({ code }) => code)
}

describe('the classes of a ground truth that only names them', () => {
  it('have the numbers of the order asked for, whatever theirs was', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(['cell', 'platelet', 'ring', 'dust'], { minLength: 1 }), (asked) => {
        const expected = Object.fromEntries(asked.map((name, i) => [name, i + 1]))
        expect(numbers(['dust', 'cell', 'ring', 'platelet'], asked)).toEqual(expected)
      }),
    ))

  it('have those of a benchmark by its name', () => {
    expect(numbers(['boat', 'aeroplane'], ['voc'])).toEqual({ boat: 4, aeroplane: 1 })
  })

  it('are left out where they are not asked for, which is told', () => {
    expect(numbers(['cell', 'dust'], ['dust'])).toEqual({ dust: 1 })
    expect(codes('voc', ['cell', 'dust'], ['dust'])).toEqual(['ground truth: left out'])
  })

  it('are told with their numbers where no benchmark has them', () => {
    expect(codes('voc', ['cell', 'dust'])).toEqual(['evaluate: class numbers'])
    expect(codes('voc', ['boat', 'car'])).toEqual([])
    expect(codes('yolo', ['cell', 'dust'])).toEqual([])
  })

  it('cannot be numbered where the files do', () => {
    expect(codes('yolo', ['cell'], ['cell'])).toEqual(['evaluate: classes'])
  })
})
