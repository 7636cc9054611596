import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { type FcosMatching, centerness, fcosMatch, fcosTargets } from '../../../stdlib/assign/fcos.ts'
import { boundedLevels, fcosLevels, fcosRanges, pointCount } from '../../../stdlib/assign/levels.ts'
import { boxAround } from '../boxes/arbitrary.ts'
import { boxesOf, goldens, noGoldens } from '../goldens.ts'

/** The matrix of torchvision and mmdetection: every point beside every box, the three conditions, then the smallest area. */
const oracle = ({ levels, radius }: FcosMatching, boxes: readonly Box[]): number[] =>
  levels.flatMap(({ stride, height, width, offset, closed, range: [min, max] }) =>
    Array.from({ length: height * width }, (_, k) => {
      const [x, y] = [((k % width) + offset) * stride, (Math.floor(k / width) + offset) * stride]
      return boxes.reduce((best, [x1, y1, x2, y2], index) => {
        const central = Math.max(Math.abs(x - (x1 + x2) / 2), Math.abs(y - (y1 + y2) / 2)) < radius * stride
        const sides = [x - x1, y - y1, x2 - x, y2 - y]
        const inside = Math.min(...sides) > 0
        const largest = Math.max(...sides)
        const inRange = closed ? largest >= min && largest <= max : largest > min && largest < max
        const areaOf = ([a, b, c, d]: Box): number => (c - a) * (d - b)
        const before = boxes[best]
        const smaller = before === undefined || areaOf([x1, y1, x2, y2]) < areaOf(before)
        return central && inside && inRange && smaller ? index : best
      }, -1)
    }),
  )

const pyramid = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    strides: fc.constantFrom([8], [4, 8], [2, 4, 8, 16], [1, 2, 4, 8, 16], [3, 5, 7]),
    radius: fc.constantFrom(1.5, 1.5, 0.5, 1, 2.5, Infinity),
    bounded: fc.boolean(),
  })
  .map(({ width, height, strides, radius, bounded }): FcosMatching => {
    const maps = strides.map((stride) => ({ stride, width: Math.ceil(width / stride), height: Math.ceil(height / stride) }))
    const bounds = strides.slice(1).map((stride) => 2 * stride)
    return { levels: bounded ? boundedLevels(maps, bounds) : fcosLevels(maps), radius }
  })
const dense = fc.array(boxAround(90), { maxLength: 25, size: 'max' })

describe('FCOS assignment', () => {
  it('is the matrix of all points and boxes', () => {
    let positives = 0
    fc.assert(
      fc.property(pyramid, dense, (m, boxes) => {
        const match = [...fcosMatch(m)(boxes)]
        positives += match.filter((i) => i >= 0).length
        expect(match).toEqual(oracle(m, boxes))
      }),
      { seed: 1, numRuns: 400 },
    )
    expect(positives).toBeGreaterThan(1500)
  })

  it('areas less than 8 px² apart do not tie, and of equal areas the first wins', () => {
    const levels = fcosLevels([{ stride: 8, height: 2, width: 2 }])
    const at = (boxes: readonly Box[]) => fcosMatch({ levels, radius: 1.5 })(boxes)[3]
    const [large, small]: [Box, Box] = [
      [6, 6, 10, 10],
      [6, 6.5, 9.5, 10],
    ]
    expect(at([large, small])).toBe(1)
    expect(at([small, large])).toBe(0)
    expect(at([small, [6.5, 6, 10, 9.5], large])).toBe(0)
  })

  it('a point learns nothing from a box whose border it lies on, nor at the ends of the range', () => {
    const levels = fcosLevels([8, 16, 32].map((stride) => ({ stride, height: 9, width: 9 })))
    const learned = (box: Box) => [...fcosMatch({ levels, radius: 1.5 })([box])].filter((i) => i === 0).length
    expect(learned([0, 0, 8, 8])).toBe(0)
    expect(learned([7, 7, 9, 9])).toBe(1)
    // At (64, 64) the largest distance is 64, where the first level asks for less and the second for more; at (64, 48) and (64, 80) it is 80.
    expect(learned([63, 0, 65, 128])).toBe(2)
    expect(learned([63, 0, 65, 128.5])).toBe(3)
    expect(learned([63, 0.5, 65, 127.5])).toBe(3)
  })

  it('mmdetection’s points are centres of cells, and the ends of its ranges belong to both levels', () => {
    const levels = boundedLevels(
      [8, 16].map((stride) => ({ stride, height: 9, width: 9 })),
      [64],
    )
    expect(levels.map(({ range }) => range)).toEqual([
      [-1, 64],
      [64, 1e8],
    ])
    const learned = (box: Box) => [...fcosMatch({ levels, radius: 0.6 })([box])].flatMap((i, k) => (i === 0 ? [k] : []))
    // (36, 36) is the fifth centre of the fifth row at stride 8, and (40, 40) the third of the third at stride 16.
    expect(learned([35, 35, 37, 37])).toEqual([4 * 9 + 4])
    expect(learned([36 - 64, 35, 36 + 64, 37])).toEqual([4 * 9 + 4])
    expect(learned([40 - 64, 39, 40 + 64, 41])).toEqual([81 + 2 * 9 + 2])
  })

  it('visits the points about the centre of a box alone, however large the map and the box are', () => {
    /** How often a box is looked at while it is matched at the middle of a square map. */
    const looks = (cells: number, side: number): number => {
      const count = { looks: 0 }
      const middle = 4 * cells
      const corners: Box = [middle - side / 2, middle - side / 2, middle + side / 2, middle + side / 2]
      const box: Box = Object.assign([...corners] as const, {
        [Symbol.iterator]: () => {
          count.looks++
          return corners[Symbol.iterator]()
        },
      })
      fcosMatch({ levels: fcosLevels([{ stride: 8, height: cells, width: cells }]), radius: 1.5 })([box])
      return count.looks
    }
    expect(looks(8, 40)).toBeGreaterThan(9)
    expect([looks(80, 40), looks(80, 400)]).toEqual([looks(8, 40), looks(8, 40)])
  })

  it('ranges go from 4 to 8 sides, open at both ends of the pyramid', () => {
    expect(fcosRanges([4, 8, 16, 32])).toEqual([
      [0, 32],
      [32, 64],
      [64, 128],
      [128, Infinity],
    ])
    expect(fcosRanges([8])).toEqual([[0, Infinity]])
  })
})

describe('FCOS targets', () => {
  it('sides put the box back together at each positive point, and the centre-ness is that of its sides', () => {
    fc.assert(
      fc.property(pyramid, dense, (m, boxes) => {
        const match = fcosMatch(m)(boxes)
        const t = fcosTargets(match, { boxes, labels: boxes.map((_, i) => i % 3) }, m.levels)
        const points = m.levels.flatMap(({ stride, height, width, offset }) =>
          Array.from({ length: height * width }, (_, k) => ({
            x: ((k % width) + offset) * stride,
            y: (Math.floor(k / width) + offset) * stride,
          })),
        )
        for (const [p, { x, y }] of points.entries()) {
          const index = match[p] ?? -1
          const [l = NaN, top = NaN, r = NaN, b = NaN] = t.sides.subarray(4 * p, 4 * p + 4)
          expect([t.positive[p], t.classes[p]]).toEqual(index < 0 ? [0, -1] : [1, index % 3])
          const box = boxes[index]
          if (box === undefined) expect([l, top, r, b, t.centerness[p]]).toEqual([1, 1, 1, 1, 0])
          else {
            const back = [x - l, y - top, x + r, y + b]
            for (const [k, v] of back.entries()) expect(v).toBeCloseTo(box[k] ?? NaN, 8)
            expect(t.centerness[p]).toBeCloseTo(centerness(l, top, r, b), 12)
            expect(Math.min(l, top, r, b)).toBeGreaterThan(0)
          }
        }
      }),
      { seed: 2, numRuns: 60 },
    )
  })

  it('centre-ness is 1 in the middle, and .4472136 for the sides in detectors.md F', () => {
    expect(centerness(2, 3, 2, 3)).toBe(1)
    expect(centerness(2, 3, 6, 5)).toBeCloseTo(0.4472136, 7)
  })

  it('an image without boxes is background', () => {
    const levels = fcosLevels([{ stride: 8, height: 2, width: 3 }])
    const t = fcosTargets(fcosMatch({ levels, radius: 1.5 })([]), { boxes: [], labels: [] }, levels)
    expect([...t.positive]).toEqual(Array(6).fill(0))
    expect([...t.classes]).toEqual(Array(6).fill(-1))
  })
})

describe.skipIf(noGoldens)('FCOS assignment against torchvision (needs ../shared/goldens)', () => {
  it('every point of both images learns the same box', () => {
    const step = goldens('set_step')
    const levels = fcosLevels([8, 16, 32, 64, 128].map((stride) => ({ stride, height: 256 / stride, width: 256 / stride })))
    for (const image of [0, 1]) {
      const theirs = step(`target.${image}`)
      expect(theirs.shape).toEqual([pointCount(levels)])
      expect([...fcosMatch({ levels, radius: 1.5 })(boxesOf(step(`boxes.${image}`)))]).toEqual([...theirs.data])
    }
  })
})
