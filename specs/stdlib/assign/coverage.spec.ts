import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCoverage, type Assigned, coverageOf, noCoverage } from '../../../stdlib/assign/coverage.ts'
import { type Box, area } from '../../../stdlib/boxes/box.ts'
import { binOf, sizeBins } from '../../../stdlib/boxes/size-bins.ts'

interface Case extends Assigned {
  readonly boxes: readonly Box[]
}

const side = fc.constantFrom(1, 2, 5, 8, 12, 16, 31, 32, 90)
const boxesOf = fc.array(
  fc.tuple(side, side).map(([w, h]): Box => [3, 4, 3 + w, 4 + h]),
  { maxLength: 12, size: 'max' },
)
/** Any assignment at all: what each anchor learns is drawn. */
const assigned: fc.Arbitrary<Case> = fc.record({ boxes: boxesOf, sizes: fc.constant([7, 5, 3]) }).chain(({ boxes, sizes }) =>
  fc
    .record({
      match: fc.array(fc.integer({ min: -2, max: boxes.length - 1 }), { minLength: 15, maxLength: 15 }),
      rescued: fc.array(fc.nat(1), { minLength: 15, maxLength: 15 }),
    })
    .map(({ match, rescued }) => ({
      ...{ boxes, sizes, match: Int32Array.from(match), rescued: Uint8Array.from(rescued), alone: (i: number) => i % 2 === 0 },
    })),
)

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const cover = (c: Case) => coverageOf(c.boxes, c)

describe('coverage', () => {
  it('counts each box once in its bin, on every level and on all together', () => {
    fc.assert(
      fc.property(assigned, (c) => {
        const bins = cover(c)
        expect(bins).toHaveLength(sizeBins.length)
        bins.forEach((bin, i) => {
          expect(bin.boxes).toBe(c.boxes.filter((box) => binOf(box) === i).length)
          for (const counts of [bin.total, ...bin.levels]) expect(total(counts)).toBe(bin.boxes)
        })
      }),
    )
  })

  it('is what counting anchor by anchor gives', () => {
    fc.assert(
      fc.property(assigned, (c) => {
        const bins = cover(c)
        const ends = [7, 12, 15]
        const learned = (box: number, from: number, to: number): number => c.match.slice(from, to).filter((m) => m === box).length
        bins.forEach((bin, b) => {
          const own = c.boxes.flatMap((box, i) => (binOf(box) === b ? [i] : []))
          const of = (counts: readonly number[]): number[] => [0, 1, 2].map((n) => counts.filter((v) => v === n).length)
          expect(bin.total.slice(0, 3)).toEqual(of(own.map((i) => learned(i, 0, 15))))
          ends.forEach((end, level) =>
            expect(bin.levels[level]?.slice(0, 3)).toEqual(of(own.map((i) => learned(i, ends[level - 1] ?? 0, end)))),
          )
          expect(bin.positives).toBe(total(own.map((i) => learned(i, 0, 15))))
          const low = own.filter((i) => {
            const marks = [...c.match].flatMap((m, a) => (m === i ? [c.rescued?.[a] ?? 0] : []))
            return marks.length > 0 && marks.every((mark) => mark === 1)
          })
          expect(bin.lowQuality).toBe(low.length)
          expect(bin.unreached).toBe(own.filter((i) => learned(i, 0, 15) === 0 && i % 2 === 1).length)
          expect(bin.logSides).toBeCloseTo(total(own.map((i) => Math.log2(Math.sqrt(area(c.boxes[i] ?? [0, 0, 0, 0]))))), 9)
        })
      }),
    )
  })

  it('has bins at the scale at which sizes count, and typical sides at that of the input', () => {
    const one: Assigned = { sizes: [1], match: Int32Array.of(0), alone: () => true }
    const bins = coverageOf([[0, 0, 40, 40]], one, [[0, 0, 10, 10]])
    expect(bins.map(({ boxes }) => boxes)).toEqual([0, 0, 1, 0, 0])
    expect(2 ** (bins[2]?.logSides ?? 0)).toBeCloseTo(40, 9)
  })

  it('of two images is that of both, in either order, and no image adds nothing', () => {
    fc.assert(
      fc.property(assigned, assigned, (a, b) => {
        const [x, y] = [cover(a), cover(b)]
        const both = addCoverage(x, y)
        expect(both.map(({ boxes, total: t, levels, positives }) => [boxes, t, levels, positives])).toEqual(
          addCoverage(y, x).map(({ boxes, total: t, levels, positives }) => [boxes, t, levels, positives]),
        )
        expect(total(both.map(({ boxes }) => boxes))).toBe(a.boxes.length + b.boxes.length)
        expect(addCoverage(x, noCoverage(3))).toEqual(x)
      }),
    )
  })
})
