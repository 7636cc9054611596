import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box, Extent } from '../../../../stdlib/boxes/box.ts'
import type { Detection } from '../../../../stdlib/boxes/detections.ts'
import { intersection, iou } from '../../../../stdlib/boxes/iou.ts'
import { type Looked, type Merging, merged, merging } from '../../../../stdlib/data/tiles/merging.ts'
import { checked, windowsOf } from './arbitrary.ts'

const none: Box = [0, 0, 0, 0]
const image: Extent = { width: 200, height: 160 }
const tiles = windowsOf(checked(80, 24), image)
const rule = fc.record<Merging>({
  by: fc.constantFrom('nms', 'fusion'),
  iou: fc.constantFrom(0.1, 0.5, 0.7),
  within: fc.boolean(),
  cut: fc.constantFrom('kept', 'covered'),
  most: fc.constantFrom(null, 5),
})
const place: fc.Arbitrary<Box> = fc
  .tuple(fc.nat({ max: 180 }), fc.nat({ max: 140 }), fc.integer({ min: 4, max: 20 }), fc.integer({ min: 4, max: 20 }))
  .map(([x, y, w, h]) => [x, y, x + w, y + h])
const detection = fc.record<Detection>({
  box: place,
  score: fc.integer({ min: 1, max: 20 }).map((s) => s / 20),
  label: fc.nat({ max: 1 }),
})
const part = (b: Box, window: Box): Box => [
  Math.max(b[0], window[0]),
  Math.max(b[1], window[1]),
  Math.min(b[2], window[2]),
  Math.min(b[3], window[3]),
]
const inside = (all: readonly Detection[]): readonly Looked[] =>
  tiles.map((window) => ({
    window,
    found: all.filter(({ box }) => intersection(box, window) > 0).map((d) => ({ ...d, box: part(d.box, window) })),
  }))
const whole = (b: Box, window: Box): boolean => String(part(b, window)) === String(b)
const sorted = (all: readonly Detection[]): readonly string[] => all.map((d) => JSON.stringify([d.score, d.label, ...d.box])).sort()
/** Objects that do not touch each other. */
const apart = (all: readonly Detection[]): readonly Detection[] =>
  all.reduce<readonly Detection[]>(
    (kept, d) =>
      kept.some(({ box: [x1, y1, x2, y2] }) => intersection([x1 - 1, y1 - 1, x2 + 1, y2 + 1], d.box) > 0) ? kept : [...kept, d],
    [],
  )

describe('merging the detections of tiles', () => {
  it('finds each object once where the detector finds what every tile shows of it, parts and all', () => {
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 30 }), fc.constantFrom('nms' as const, 'fusion' as const), (all, by) => {
        const objects = apart(all)
        const found = merged({ ...merging, by })(image, inside(objects))
        expect(found).toHaveLength(objects.length)
        for (const o of objects)
          expect(found.some((f) => f.label === o.label && Math.abs(f.score - o.score) < 1e-12 && iou(f.box, o.box) > 1 - 1e-9)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps cut parts as devkits do where it is told to, and they are the false alarms that it is about', () => {
    // Whole in the second tile of the row, of which the first shows 6 of 20 columns.
    const object: Detection = { box: [74, 10, 94, 30], score: 0.5, label: 0 }
    expect(merged({ ...merging, cut: 'kept' })(image, inside([object]))).toHaveLength(2)
    expect(merged(merging)(image, inside([object]))).toEqual([object])
  })

  it('leaves a cut part where what covers it is far less sure, or of another class', () => {
    const [first = none, second = none] = tiles
    const cut: Detection = { box: [70, 10, 80, 20], score: 0.9, label: 0 }
    const by = (d: Partial<Detection>) =>
      merged(merging)(image, [
        { window: first, found: [cut] },
        { window: second, found: [{ box: [70, 10, 95, 20], score: 0.5, label: 0, ...d }] },
      ]).length
    expect([by({}), by({ score: 0.4 }), by({ label: 1 })]).toEqual([1, 2, 2])
  })

  it('leaves a cut part where only its own tile covers it', () => {
    const [first = none, second = none] = tiles
    const found: readonly Detection[] = [
      { box: [70, 10, 80, 20], score: 0.9, label: 0 },
      { box: [60, 8, 78, 22], score: 0.8, label: 0 },
    ]
    expect(merged(merging)(image, [{ window: first, found }, { window: second, found: [] }])).toEqual(found) // prettier-ignore
  })

  it('merges boxes of one tile where it is told to, and else only those of two', () => {
    const [first = none, second = none] = tiles
    const [a, b]: readonly Detection[] = [
      { box: [10, 10, 20, 20], score: 0.9, label: 0 },
      { box: [10, 10, 20, 22], score: 0.8, label: 0 },
    ]
    const in1 = [{ window: first, found: [a, b].flatMap((d) => d ?? []) }, { window: second, found: [] }] // prettier-ignore
    const counts = (['nms', 'fusion'] as const).flatMap((by) =>
      [true, false].map((within) => merged({ ...merging, by, within })(image, in1).length),
    )
    expect(counts).toEqual([1, 2, 1, 2])
    const in2 = [a, b].map((d, i) => ({ window: i === 0 ? first : second, found: d === undefined ? [] : [d] }))
    expect(merged({ ...merging, cut: 'kept' })(image, in2)).toHaveLength(1)
  })

  it('of identical copies is one', () => {
    fc.assert(
      fc.property(place, rule, (box, o) => {
        const copies = tiles.filter((window) => whole(box, window)).map((window) => ({ window, found: [{ box, score: 0.5, label: 0 }] }))
        const [found, ...more] = merged(o)(image, copies)
        if (copies.length === 0) return
        expect(more).toEqual([])
        expect(found).toMatchObject({ score: 0.5, label: 0 })
        expect(iou(found?.box ?? [0, 0, 0, 0], box)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('does not depend on the order of tiles, also where boxes and scores are the same in several', () => {
    const few = fc.record<Detection>({
      box: fc.constantFrom<Box>([20, 20, 40, 40], [20, 20, 40, 43], [22, 20, 42, 40], [20, 24, 40, 44]),
      score: fc.constantFrom(0.5, 0.6),
      label: fc.constant(0),
    })
    const ordered = fc.tuple(fc.array(fc.tuple(fc.oneof(detection, few), fc.nat({ max: 7 })), { maxLength: 60 }), rule, fc.shuffledSubarray(tiles.map((_, i) => i), { minLength: tiles.length })) // prettier-ignore
    fc.assert(
      fc.property(ordered, ([rows, o, order]) => {
        const looked = tiles.map((window, i) => ({ window, found: rows.filter(([, t]) => t % tiles.length === i).map(([d]) => d) }))
        const other = order.flatMap((i) => looked[i] ?? [])
        expect(merged(o)(image, other)).toEqual(merged(o)(image, looked))
      }),
      { numRuns: 300 },
    )
  })

  it('leaves one tile alone as it is, under every rule', () => {
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 20 }), rule, (found, o) => {
        expect(merged(o)(image, [{ window: [0, 0, 200, 160], found }])).toEqual(found.slice(0, o.most ?? Infinity))
      }),
    )
  })

  it('gives no more than the most, and these are the best of all', () => {
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 40 }), rule, (all, o) => {
        const looked = inside(all)
        const every = merged({ ...o, most: null })(image, looked)
        expect(merged({ ...o, most: 3 })(image, looked)).toEqual(every.slice(0, 3))
        every.slice(1).forEach((d, i) => {
          expect(d.score).toBeLessThanOrEqual(every[i]?.score ?? NaN)
        })
      }),
    )
  })

  it('takes nothing away from a class on account of another one', () => {
    fc.assert(
      fc.property(fc.array(detection, { maxLength: 40 }), rule, (all, o) => {
        const of = (label: number, d: readonly Detection[]) => d.filter((x) => x.label === label)
        const both = merged({ ...o, most: null })(image, inside(all))
        for (const label of [0, 1])
          expect(sorted(of(label, both))).toEqual(sorted(merged({ ...o, most: null })(image, inside(of(label, all)))))
      }),
    )
  })
})
