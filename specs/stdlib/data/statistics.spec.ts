import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnnotatedImage, Annotation, Dataset } from '../../../stdlib/data/dataset.ts'
import { type Bar, histogram, spread, type Statistics, statisticsOf } from '../../../stdlib/data/statistics.ts'
import { boxAround } from '../boxes/arbitrary.ts'

const classes = ['ship', 'car', 'person'].map((name, i) => ({ id: 7 + i, name }))

const annotation: fc.Arbitrary<Annotation> = fc
  .record({
    label: fc.option(fc.nat({ max: 2 }), { nil: undefined, freq: 6 }),
    box: fc.oneof({ weight: 9, arbitrary: boxAround(60) }, { weight: 1, arbitrary: fc.constant([NaN, 0, 1, 1] as const) }),
    flags: fc.constantFrom(
      { crowd: false, ignored: false },
      { crowd: false, ignored: false },
      { crowd: true, ignored: true },
      { crowd: false, ignored: true },
    ),
  })
  .map(({ label, box, flags }) => ({ label, box, ...flags, record: 0 }))
const size = fc.constantFrom({ width: 60, height: 60 }, { width: 30, height: 80 })
const unknown: fc.Arbitrary<AnnotatedImage> = fc.record({
  id: fc.nat(),
  file: fc.string(),
  source: fc.constant('a.json'),
  objects: fc.array(annotation, { maxLength: 12, size: 'max' }),
})
const image = fc.tuple(unknown, size).map(([of, extent]): AnnotatedImage => ({ ...of, size: extent }))
const dataset: fc.Arbitrary<Dataset> = fc.record({
  folder: fc.constant('images'),
  classes: fc.constant(classes),
  images: fc.array(fc.oneof({ weight: 5, arbitrary: image }, { weight: 1, arbitrary: unknown }), { maxLength: 6 }),
})

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const held = (bars: readonly Bar[]): number => sum(bars.map(({ count }) => count))

describe('the statistics of a data set', () => {
  it('count every object once, and every histogram adds up', () => {
    fc.assert(
      fc.property(dataset, (d) => {
        const s = statisticsOf(d)
        const objects = d.images.flatMap(({ objects: of }) => of)
        expect(s.boxes + s.ignored + s.unsized).toBe(objects.length)
        const sized = objects.filter(({ box: [x1, y1, x2, y2] }) => x2 > x1 && y2 > y1)
        expect(s.boxes).toBe(sized.filter(({ ignored }) => !ignored).length)
        expect(s.crowds).toBe(objects.filter(({ crowd }) => crowd).length)
        expect([held(s.sizes), held(s.ratios), sum(s.classes.map(({ boxes }) => boxes)), sum(s.density.counts) + s.offMap]).toEqual(
          Array.from({ length: 4 }, () => s.boxes),
        )
        expect(held(s.perImage)).toBe(d.images.length)
        expect(s.perImage[0]?.count).toBe(s.withoutBoxes)
        expect(sum(s.extents.map(({ images }) => images)) + s.unknownExtents).toBe(d.images.length)
        if (s.crowding !== undefined) expect(s.crowding.mean * d.images.length).toBeCloseTo(s.boxes, 6)
      }),
      { numRuns: 200 },
    )
  })

  it('put no value into two bars, and none between two', () => {
    const bars = statisticsOf({ folder: '', classes, images: [] })
    for (const of of [bars.sizes, bars.ratios, bars.perImage]) {
      expect(of[0]?.from).toBe(0)
      expect(of.at(-1)?.to).toBe(Infinity)
      of.slice(1).forEach(({ from }, i) => expect(from).toBe(of[i]?.to))
    }
  })

  it('do not depend on the order of images', () => {
    fc.assert(
      fc.property(dataset, (d) => {
        const of = ({ sizes, perImage, classes: named, ratios, density, ignored, offMap }: Statistics) =>
          [sizes, perImage, named, ratios, density, ignored, offMap] as const
        expect(of(statisticsOf({ ...d, images: d.images.toReversed() }))).toEqual(of(statisticsOf(d)))
      }),
      { numRuns: 50 },
    )
  })

  it('know a wide box from a high one, and left from right', () => {
    const at = (...box: readonly [number, number, number, number]): Annotation => ({
      label: 0,
      box,
      crowd: false,
      ignored: false,
      record: 0,
    })
    const of = (...objects: readonly Annotation[]) =>
      statisticsOf({ folder: '', classes, images: [{ id: 1, file: 'a', source: 'a', size: { width: 48, height: 24 }, objects }] })
    const s = of(at(0, 0, 9, 3), at(44, 20, 46, 24))
    expect(s.ratios.filter(({ count }) => count > 0).map(({ from }) => from)).toEqual([0.5, 2])
    expect(s.density.counts.flatMap((n, i) => (n > 0 ? [[Math.floor(i / 24), i % 24]] : []))).toEqual([
      [0, 2],
      [11, 22],
    ])
    expect(s.sides).toEqual({
      least: Math.sqrt(8),
      median: (Math.sqrt(8) + Math.sqrt(27)) / 2,
      most: Math.sqrt(27),
      mean: (Math.sqrt(8) + Math.sqrt(27)) / 2,
    })
  })
})

describe('a histogram', () => {
  it('gives each value the bar that its edges say', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (values) => {
        for (const { from, to, count } of histogram([0, 2, 8, 16, 32])(values))
          expect(count).toBe(values.filter((v) => v >= from && v < to).length)
      }),
    )
  })
})

describe('the spread', () => {
  it('of nothing is undefined', () => {
    expect(spread([])).toBeUndefined()
  })
})
