import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage, Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'
import { type CheckName, checks, faultOf } from '../../../../stdlib/data/check/checks.ts'
import { findingsOf } from '../../../../stdlib/data/check/dataset.ts'
import { fixed } from '../../../../stdlib/data/check/fix.ts'
import { clean, object, one, withImage } from './datasets.ts'
import { injections, serious } from './defects.ts'

const find = (dataset: Dataset) => [...findingsOf('train.json')(dataset)]

describe('a check of a data set', () => {
  it('finds nothing fatal or wrong in a clean one', () => {
    fc.assert(
      fc.property(clean, (dataset) => {
        expect(serious(find(dataset))).toEqual([])
      }),
    )
  })
  it.each(injections)('finds %s once, at its record', (check, inject) => {
    fc.assert(
      fc.property(clean, fc.nat(), (dataset, any) => {
        const [bad, at] = withImage(dataset, any, (image) => inject(image)[0])
        const found = serious(find(bad))
        expect(found.map((f) => [f.check, f.place])).toEqual([[check, { image: at, object: 0 }]])
        expect(found[0]?.issue.path).toEqual(['train.json', 'annotations', '9999'])
        expect(found[0]?.issue.evidence).toContainEqual(['image', dataset.images[at]?.file])
      }),
    )
  })
  it('finds each box that comes twice, to the pixel, where both count', () => {
    fc.assert(
      fc.property(clean, fc.nat(), fc.double({ min: -0.49, max: 0.49, noNaN: true }), (dataset, any, shift) => {
        const counted = (i: AnnotatedImage) => i.objects.filter((o) => !o.ignored)
        const [bad, at] = withImage(dataset, any, (image) => ({
          ...image,
          // Inwards, so that the copy stays inside; a half rounds up.
          objects: [
            ...image.objects,
            ...counted(image).map((o) => ({ ...o, record: 5000 + o.record, box: o.box.map((v) => v + Math.abs(shift) * 0.9) as never })),
          ],
        }))
        const twice = dataset.images.slice(at, at + 1).flatMap(counted)
        const found = find(bad).filter(({ check }) => check === 'box twice')
        expect(found.map(({ issue }) => issue.path.at(-1))).toEqual(
          expect.arrayContaining(twice.map(({ record }) => String(5000 + record))),
        )
        expect(found).toHaveLength(twice.length)
      }),
    )
  })
  it('does not take boxes below a pixel for one', () => {
    const [small, other] = [object({ box: [0.1, 0.1, 0.3, 0.3] }), object({ box: [0.2, 0.1, 0.4, 0.3] })]
    expect(find(one([small, other])).map(({ check }) => check)).toEqual(['box below a pixel', 'box below a pixel'])
    expect(serious(find(one([small, small])))).toHaveLength(1)
  })
  it('lets what is ignored, or of another class, come twice', () => {
    expect(serious(find(one([object(), object({ ignored: true })])))).toEqual([])
    const two: Dataset = { ...one([object(), object({ label: 1 })]), classes: ['ship', 'boat'].map((name, id) => ({ id, name })) }
    expect(find(two).map(({ check }) => check)).toEqual(['box of two classes'])
    expect(find({ ...two, images: one([object(), object({ label: undefined })]).images }).map(({ check }) => check)).toEqual([
      'class without objects',
    ])
  })
  it('finds images and classes that are listed twice, once each', () => {
    fc.assert(
      fc.property(clean, fc.nat(), (dataset, any) => {
        const again = dataset.images[any % dataset.images.length]
        if (again === undefined) return
        const last = { image: dataset.images.length }
        const listed = (image: AnnotatedImage) =>
          serious(find({ ...dataset, images: [...dataset.images, image] })).map((f) => [f.check, f.place])
        expect(listed({ ...again, objects: [] })).toEqual([['image listed twice', last]])
        expect(listed({ ...again, objects: [], id: 99, file: `./sub/../${again.file}` })).toEqual([['image listed twice', last]])
        expect(listed({ ...again, objects: [], file: 'other.png' })).toEqual([['image number taken twice', last]])
        const [first] = dataset.classes
        for (const c of [
          { id: first?.id ?? 0, name: 'new' },
          { id: 99, name: first?.name ?? '' },
          { id: first?.id ?? 0, name: first?.name ?? '' },
        ])
          expect(serious(find({ ...dataset, classes: [...dataset.classes, c] })).map((f) => [f.check, f.place])).toEqual([
            ['class taken twice', { label: dataset.classes.length }],
          ])
      }),
    )
  })
  it('finds an empty list and sizes that are none', () => {
    expect(serious(find({ ...one([]), images: [] })).map(({ check }) => check)).toEqual(['no images'])
    for (const size of [undefined, { width: 0, height: 5 }, { width: 2.5, height: 5 }, { width: NaN, height: 5 }])
      expect(serious(find({ ...one([]), images: one([]).images.map((i) => ({ ...i, size: size as never })) })).map((f) => f.check)).toEqual(
        ['unknown size'],
      )
  })
  const odd: readonly (readonly [CheckName, Partial<Annotation>])[] = [
    ['box across the border', { box: [-1, 1, 3, 4] }],
    ['box below a pixel', { box: [1, 1, 1.5, 4] }],
    ['box covers its image', { box: [0, 0, 20, 9.5] }],
    ['area beyond the box', { attributes: { area: 9 } }],
    ['corners beside the box', { corners: [1, 1, 3, 1, 3, 3, 1, 3] }],
    ['corners that cross', { corners: [1, 1, 3, 4, 3, 1, 1, 4] }],
  ]
  it.each(odd)('says that %s is odd, and leaves it', (check, more) => {
    const dataset = one([object(more)])
    expect(find(dataset).map((f) => [f.check, faultOf(f).severity])).toEqual([[check, 'odd']])
    expect(fixed('train.json')(dataset, []).dataset).toBe(dataset)
  })
  it('takes a border crossed by less than is written as not crossed', () => {
    expect(find(one([object({ box: [-0.004, 1, 3, 10.0001] })]))).toEqual([])
  })
  it('takes a segment as large as its box, and corners on their box, as right', () => {
    expect(find(one([object({ attributes: { area: 6 }, corners: [2, 1, 3, 2, 2, 4, 1, 3] })]))).toEqual([])
  })
  it('tells of empty images and classes, and of more objects than COCO can find', () => {
    const many = Array.from({ length: 101 }, (_, i) => object({ box: [0, 0, 1 + (i % 20), 1 + Math.floor(i / 20)], record: i }))
    expect(find(one([])).map(({ check }) => check)).toEqual(['class without objects', 'image without objects'])
    expect(find(one(many)).map(({ check }) => check)).toEqual(['objects beyond 100'])
    expect(find(one(many.slice(1)))).toEqual([])
  })
  it('names every check in its table', () => {
    const table: Readonly<Record<string, { severity: string; training: string }>> = checks
    for (const { severity, training } of Object.values(table)) expect(training === 'refused').toBe(severity === 'fatal')
  })
})
