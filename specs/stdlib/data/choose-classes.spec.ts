import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { chooseClasses } from '../../../stdlib/data/choose-classes.ts'
import type { Annotation, Dataset } from '../../../stdlib/data/dataset.ts'

const object = (label: number | undefined, record: number): Annotation => ({
  label,
  box: [0, 0, 1, 1],
  crowd: label === undefined,
  ignored: label === undefined,
  record,
})
const dataset: Dataset = {
  folder: '',
  classes: ['ship', 'car', 'van'].map((name, i) => ({ id: 3 * i, name })),
  images: [{ id: 1, file: 'a.png', source: 'a.json', objects: [object(0, 0), object(undefined, 1), object(2, 2), object(1, 3)] }],
}

describe('choosing classes', () => {
  it('keeps them in the order asked for, with their numbers, their objects, and regions of no class; the rest is counted', () => {
    const chosen = chooseClasses(['van', 'ship', 'van'])(dataset)
    if (E.isLeft(chosen)) throw new Error(chosen.left.message)
    expect(chosen.right.dataset.classes).toEqual([
      { id: 6, name: 'van' },
      { id: 0, name: 'ship' },
    ])
    expect(chosen.right.dataset.images[0]?.objects.map(({ label, record }) => [label, record])).toEqual([
      [1, 0],
      [undefined, 1],
      [0, 2],
    ])
    expect(chosen.right.others).toBe(1)
  })
  it('of a name that is no class names the nearest', () => {
    expect(chooseClasses(['shp'])(dataset)).toMatchObject(E.left({ code: 'data: unknown class', hint: 'did you mean `ship`?' }))
  })
})
