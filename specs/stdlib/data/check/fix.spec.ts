import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../../stdlib/data/dataset.ts'
import { findingsOf } from '../../../../stdlib/data/check/dataset.ts'
import { fixed } from '../../../../stdlib/data/check/fix.ts'
import { clean, object, one } from './datasets.ts'
import { inject, kinds, serious } from './defects.ts'

const find = (dataset: Dataset) => [...findingsOf('train.json')(dataset)]

describe('a corrected copy', () => {
  it('of a clean data set is that data set', () => {
    fc.assert(
      fc.property(clean, (dataset) => {
        const { dataset: same, changes } = fixed('train.json')(dataset, [])
        expect(same).toBe(dataset)
        expect(changes).toEqual([])
      }),
    )
  })
  it('has nothing fatal or wrong, whatever defects come together, and keeps every good record', () => {
    const defects = fc.array(fc.tuple(fc.nat(), fc.nat(kinds - 1)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(clean, defects, (dataset, some) => {
        const bad = some.reduce((d, [any, kind]) => inject(d, any, kind), dataset)
        const { dataset: copy, changes } = fixed('train.json')(bad, [])
        expect(serious(find(copy))).toEqual([])
        expect(changes.length > 0).toBe(serious(find(bad)).length > 0)
        const objects = (d: Dataset) => d.images.flatMap((i) => i.objects.map((o) => `${i.file.slice(-7)} ${o.box.join()}`))
        expect(new Set(objects(copy))).toEqual(new Set(objects(dataset)))
        expect(new Set(copy.images.map(({ file }) => file))).toEqual(new Set(dataset.images.map(({ file }) => file)))
        // What the log says was left out is what is no longer there.
        const images = bad.images.length - copy.images.length
        expect(changes.filter(({ check }) => check === 'image listed twice')).toHaveLength(images)
        expect(changes.filter(({ check, after }) => after === null && check !== 'image listed twice')).toHaveLength(
          bad.images.flatMap((i) => i.objects).length - copy.images.flatMap((i) => i.objects).length,
        )
      }),
    )
  })
  it('gives each image a number of its own, however many share one', () => {
    const [image] = one([]).images
    if (image === undefined) throw new Error('no image')
    const images = ['a', 'b', 'c', 'd'].map((file) => ({ ...image, file, objects: [object()] }))
    const { dataset } = fixed('train.json')({ ...one([]), images }, [])
    expect(new Set(dataset.images.map(({ id }) => id)).size).toBe(4)
    expect(dataset.images.map(({ file }) => file)).toEqual(['a', 'b', 'c', 'd'])
  })
  it('merges what two listings of an image have, once', () => {
    const images = one([object()]).images.flatMap((image) => [
      image,
      { ...image, id: 2, objects: [object(), object({ box: [5, 5, 8, 8], record: 8 })] },
    ])
    const twice: Dataset = { ...one([]), images }
    const { dataset, changes } = fixed('train.json')(twice, [])
    expect(dataset.images.map(({ id, objects }) => [id, objects.map(({ box }) => box)])).toEqual([
      [
        1,
        [
          [1, 1, 3, 4],
          [5, 5, 8, 8],
        ],
      ],
    ])
    expect(changes.map(({ check }) => check)).toEqual(['image listed twice', 'box twice'])
  })
  it('gives the objects of two classes of one name to the first, and one of two numbers a new one', () => {
    const named = (names: readonly (readonly [number, string])[]) => names.map(([id, name]) => ({ id, name }))
    const bad: Dataset = {
      ...one([object({ label: 2 }), object({ label: 1, box: [5, 5, 8, 8] })]),
      classes: named([
        [1, 'ship'],
        [1, 'boat'],
        [7, 'ship'],
      ]),
    }
    const { dataset, changes } = fixed('train.json')(bad, [])
    expect(dataset.classes).toEqual(
      named([
        [1, 'ship'],
        [8, 'boat'],
      ]),
    )
    expect(dataset.images[0]?.objects.map(({ label }) => label)).toEqual([0, 1])
    expect(changes.map(({ at, after }) => [at.at(-1), after])).toEqual([
      ['1', { id: 8, name: 'boat' }],
      ['2', { id: 1, name: 'ship' }],
    ])
  })
})
