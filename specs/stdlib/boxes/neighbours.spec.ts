import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { neighbours } from '../../../stdlib/boxes/neighbours.ts'
import { boxAround } from './arbitrary.ts'

const boxes = fc.array(boxAround(40), { maxLength: 80 })
const threshold = fc.constantFrom(0, 0.05, 0.1, 0.5, 0.7, 1)

describe('boxes near another one', () => {
  it('are all those whose IoU is above the threshold, at least', () => {
    fc.assert(
      fc.property(boxes, boxAround(40), threshold, (all, box, thr) => {
        const near = neighbours(thr)
        all.forEach((b, i) => {
          near.add(i, b)
        })
        const seen = new Set<number>()
        expect(near.some(box, (i) => (seen.add(i), false))).toBe(false)
        all.forEach((b, i) => {
          if (iou(b, box) > thr) expect(seen).toContain(i)
        })
      }),
      { numRuns: 400 },
    )
  })

  it('are found among many of all sizes, also where the IoU is hardly above the threshold', () => {
    const side = fc.constantFrom(1, 1.9, 2.1, 3.9, 4.1, 7.9, 8.1, 15)
    const of = fc
      .tuple(fc.nat({ max: 96 }), fc.nat({ max: 96 }), side, side)
      .map(([x, y, w, h]): Box => [x / 4 - 8, y / 4 - 8, x / 4 - 8 + w, y / 4 - 8 + h])
    /** A part of a box along one side, of a little more than the threshold. */
    const part = ([x1, y1, x2, y2]: Box, by: number, along: boolean): Box =>
      along ? [x2 - (x2 - x1) * by, y1, x2, y2] : [x1, y2 - (y2 - y1) * by, x2, y2]
    fc.assert(
      fc.property(fc.array(of, { minLength: 60, maxLength: 120 }), fc.constantFrom(0.1, 0.3, 0.5, 0.7), fc.boolean(), (all, thr, along) => {
        const near = neighbours(thr)
        all.forEach((b, i) => {
          near.add(i, b)
        })
        for (const asked of all.slice(0, 20).flatMap((b) => [b, part(b, thr * 1.01, along)])) {
          const seen = new Set<number>()
          near.some(asked, (i) => (seen.add(i), false))
          all.forEach((b, i) => {
            if (iou(b, asked) > thr) expect(seen).toContain(i)
          })
        }
      }),
    )
  })

  it('are few of many that lie apart', () => {
    const near = neighbours(0.5)
    for (let i = 0; i < 10_000; i++)
      near.add(i, [10 * (i % 100), 10 * Math.floor(i / 100), 10 * (i % 100) + 8, 10 * Math.floor(i / 100) + 8])
    let asked = 0
    near.some([500, 500, 508, 508], () => (asked++, false))
    expect(asked).toBeLessThan(40)
  })

  it('are asked about until one is what is looked for', () => {
    const near = neighbours(0.5)
    for (let i = 0; i < 5; i++) near.add(i, [0, 0, 1, 1])
    const asked: number[] = []
    expect(near.some([0, 0, 1, 1], (i) => (asked.push(i), i === 2))).toBe(true)
    expect(asked).toEqual([0, 1, 2])
  })

  it('of boxes without end or number are none, and the search ends', () => {
    const near = neighbours(0)
    for (let i = 0; i < 20; i++) near.add(i, [0, 0, i, i])
    near.add(20, [-Infinity, 0, Infinity, 4])
    near.add(21, [NaN, 0, 1, 1])
    expect(near.some([-Infinity, -Infinity, Infinity, Infinity], () => false)).toBe(false)
    expect(near.some([NaN, 0, 1, 1], () => false)).toBe(false)
  })
})
