import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../stdlib/eval/comparison.ts'
import { cutOf, cutWarnings } from '../../../stdlib/eval/cut.ts'
import { evaluate } from '../../../stdlib/eval/evaluate.ts'
import type { Protocol } from '../../../stdlib/eval/protocol.ts'
import { coco, dota, protocols, tinyperson, visdrone, voc, withMaxDets } from '../../../stdlib/eval/protocols.ts'
import { summary } from '../../../stdlib/eval/summary.ts'

/** One image, one class, boxes of equal score in order unless told. */
const scene = (
  targets: readonly (readonly [number, number, number, number, ignored?: boolean])[],
  found: readonly (readonly [number, number, number, number])[],
): Comparison => ({
  images: [{ id: 1, width: 200, height: 200 }],
  categories: [{ id: 1, name: 'a' }],
  targets: {
    count: targets.length,
    image: new Int32Array(targets.length),
    category: new Int32Array(targets.length),
    bbox: Float64Array.from(targets.flatMap(([x, y, w, h]) => [x, y, w, h])),
    area: Float64Array.from(targets, ([, , w, h]) => w * h),
    crowd: new Uint8Array(targets.length),
    ignored: Uint8Array.from(targets, ([, , , , ignored]) => (ignored === true ? 1 : 0)),
  },
  found: {
    count: found.length,
    image: new Int32Array(found.length),
    category: new Int32Array(found.length),
    bbox: Float64Array.from(found.flat()),
    score: Float64Array.from(found, (_, i) => 1 - i / 100),
  },
})
const ap = (protocol: Protocol, ...of: Parameters<typeof scene>): number | null =>
  Object.values(summary(evaluate(protocol)(scene(...of))))[0] ?? null

describe('the rules', () => {
  it('of VOC call a second detection of a target wrong even where another target is free', () => {
    const targets = [
      [0, 0, 10, 10],
      [4, 0, 10, 10],
    ] as const
    const found = [
      [0, 0, 10, 10],
      [1, 0, 10, 10],
    ] as const
    expect(ap({ ...coco, thresholds: [0.5], name: 'x' }, targets, found)).toBeCloseTo(1, 9)
    expect(ap({ ...voc, average: ['every point'] }, targets, found)).toBe(0.5)
  })
  it('of DOTA count a pixel more, and want more than the threshold', () => {
    // 10 × 10 and 10 × 5 pixels of 0 … 9 and 0 … 4: exactly half.
    expect(ap(dota, [[0, 0, 9, 9]], [[0, 0, 9, 4]])).toBe(0)
    expect(ap({ ...dota, reach: 'from' }, [[0, 0, 9, 9]], [[0, 0, 9, 4]])).toBe(1)
    expect(ap({ ...dota, boxes: 'continuous' }, [[0, 0, 9, 9]], [[0, 0, 9, 4.6]])).toBe(1)
  })
  it('of TinyPerson excuse what an ignored object covers, those of VisDrone too, and COCO’s does not', () => {
    const targets = [
      [0, 0, 10, 10],
      [50, 50, 60, 60, true],
    ] as const
    const found = [
      [55, 55, 9, 9],
      [0, 0, 10, 10],
    ] as const
    expect(ap(tinyperson, targets, found)).toBeCloseTo(1, 9)
    expect(ap(visdrone, targets, found)).toBeCloseTo(1, 9)
    expect(ap({ ...coco, thresholds: [0.5] }, targets, found)).toBeCloseTo(0.5, 9)
  })
  it('of VisDrone drop what lies by half in a region, by its own rounding', () => {
    const regions = { count: 1, image: new Int32Array(1), bbox: Float64Array.of(1, 1, 9, 200) }
    const measure = (x: number): number | null => {
      const base = scene(
        [[100, 100, 10, 10]],
        [
          [x, 20, 10, 10],
          [100, 100, 10, 10],
        ],
      )
      return summary(evaluate(visdrone)({ ...base, regions }))['AP'] ?? null
    }
    // A box from x covers the pixels x + 1 … x + 10; the region ends with pixel 10.
    expect([measure(5), measure(5.49), measure(5.5), measure(6)]).toEqual([1, 1, 0.5, 0.5])
  })
  it('of VisDrone cut boxes and regions at the border of the image, but not the area that they are a part of', () => {
    const regions = { count: 1, image: new Int32Array(1), bbox: Float64Array.of(150, 1, 100, 200) }
    const measure = (width: number): number | null => {
      const target = [100, 100, 10, 10] as const
      return summary(evaluate(visdrone)({ ...scene([target], [[195, 20, width, 10], target]), regions }))['AP'] ?? null
    }
    // Of a box from x = 195, the pixels 196 … 200 are in the image: half of 10 wide, less than half of 12.
    expect([measure(10), measure(12)]).toEqual([1, 0.5])
  })
  it('of limits are told by image and class, or by image', () => {
    const base = scene(
      [[0, 0, 9, 9]],
      Array.from({ length: 30 }, () => [0, 0, 9, 9] as const),
    )
    const two = {
      ...base,
      categories: [...base.categories, { id: 2, name: 'b' }],
      found: { ...base.found, category: base.found.category.map((_, i) => i % 2) },
    }
    expect(cutOf(withMaxDets([1, 10])(coco), two)).toEqual({ detections: 10, images: 1, most: 15 })
    expect(cutOf(withMaxDets([1, 10])(visdrone), two)).toEqual({ detections: 20, images: 1, most: 30 })
  })
  it('of limits are told where they cut', () => {
    const base = scene(
      [[0, 0, 9, 9]],
      Array.from({ length: 120 }, () => [0, 0, 9, 9] as const),
    )
    expect(cutOf(coco, base)).toEqual({ detections: 20, images: 1, most: 120 })
    expect(cutWarnings(coco, base)[0]?.message).toMatch(/20 of 120 detections in 1 of 1 images.* at most 100 /)
    expect(cutWarnings(coco, base)[0]?.hint).toMatch(/--max-dets 1,10,120/)
    expect(cutWarnings(withMaxDets([1, 120])(coco), base)).toEqual([])
    expect(cutWarnings(voc, base)).toEqual([])
  })
  it('have metrics in their reference’s order', () => {
    const keys = Object.values(protocols).map((p) => [
      p.name,
      Object.keys(summary(evaluate(p)(scene([], []))))
        .slice(0, 4)
        .join(' '),
    ])
    expect(Object.fromEntries(keys)).toEqual({
      coco: 'AP AP50 AP75 APs',
      aitod: 'AP AP50 AP75 APvt',
      visdrone: 'AP AP50 AP75 AR1',
      dota: 'AP50_07 AP50_area',
      tinyperson: 'AP25_all AP25_tiny AP25_tiny1 AP25_tiny2',
      voc: 'AP50_07 AP50_area',
    })
  })
})

const shared = new URL('../../../../shared/eval/', import.meta.url)

// Needs ../shared/eval; skipped without it.
describe.skipIf(!existsSync(shared))('rafaelpadilla’s Pascal VOC case', () => {
  const boxesIn = (part: string): readonly { readonly image: number; readonly numbers: readonly number[] }[] =>
    readdirSync(new URL(`rafaelpadilla/test_case_1/${part}/`, shared))
      .sort()
      .flatMap((file, image) =>
        readFileSync(new URL(`rafaelpadilla/test_case_1/${part}/${file}`, shared), 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => ({ image, numbers: line.trim().split(/\s+/).slice(1).map(Number) })),
      )
  const expected = JSON.parse(readFileSync(new URL('expected.json', shared), 'utf8')) as {
    readonly rafaelpadilla: { readonly test_case_1_pascal: Readonly<Record<'11point' | 'every_point', Readonly<Record<string, number>>>> }
  }
  it.each(['11point', 'every_point'] as const)('has the numbers given, by %s, to the digits given', (kind) => {
    const [gts, dets] = [boxesIn('gts'), boxesIn('dets')]
    const boxes = (rows: typeof gts, from: number) => ({
      count: rows.length,
      image: Int32Array.from(rows, ({ image }) => image),
      category: new Int32Array(rows.length),
      bbox: Float64Array.from(rows.flatMap(({ numbers }) => numbers.slice(from, from + 4))),
    })
    const comparison: Comparison = {
      images: [...new Set(gts.map(({ image }) => image))].map((id) => ({ id })),
      categories: [{ id: 1, name: 'object' }],
      targets: {
        ...boxes(gts, 0),
        area: new Float64Array(gts.length),
        crowd: new Uint8Array(gts.length),
        ignored: new Uint8Array(gts.length),
      },
      found: { ...boxes(dets, 1), score: Float64Array.from(dets, ({ numbers }) => numbers[0] ?? 0) },
    }
    for (const [threshold, wanted] of Object.entries(expected.rafaelpadilla.test_case_1_pascal[kind])) {
      const protocol: Protocol = {
        ...voc,
        boxes: 'pixels',
        thresholds: [Number(threshold)],
        average: [kind === '11point' ? '11 points' : 'every point'],
      }
      const [value] = Object.values(summary(evaluate(protocol)(comparison)))
      expect(value, threshold).toBeCloseTo(wanted, 9)
    }
  })
})
