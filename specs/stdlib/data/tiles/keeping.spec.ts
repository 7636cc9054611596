import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, area } from '../../../../stdlib/boxes/box.ts'
import { intersection } from '../../../../stdlib/boxes/iou.ts'
import { type Polygon, clipPolygon, corners, polygonArea } from '../../../../stdlib/boxes/polygon.ts'
import type { Annotation, Corners } from '../../../../stdlib/data/dataset.ts'
import { type PartRule, bboxToolkit, dotaDevkit, keptIn } from '../../../../stdlib/data/tiles/keeping.ts'

const box = (max: number): fc.Arbitrary<Box> =>
  fc
    .tuple(fc.nat({ max }), fc.nat({ max }), fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }))
    .map(([x, y, w, h]) => [x, y, x + w, y + h])
const rule = fc.record<PartRule>({
  share: fc.constantFrom(0, 0.3, 0.7, 1),
  atShare: fc.constantFrom('kept', 'below'),
  below: fc.constantFrom('dropped', 'ignored'),
  box: fc.constantFrom('clipped', 'whole'),
  least: fc.constantFrom(0, 2),
})
const object = (of: Partial<Annotation>): Annotation => ({ label: 0, box: [0, 0, 1, 1], crowd: false, ignored: false, record: 0, ...of })
const back = (window: Box, [x1, y1, x2, y2]: Box): Box => [x1 + window[0], y1 + window[1], x2 + window[0], y2 + window[1]]
const overlapOf = (a: Box, b: Box): Box => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
/** A square of this half diagonal, standing on a corner. */
const diamond = (x: number, y: number, r: number): Corners => [x, y - r, x + r, y, x, y + r, x - r, y]
const polygonOf = (c: Corners): Polygon => [[c[0], c[1]], [c[2], c[3]], [c[4], c[5]], [c[6], c[7]]] // prettier-ignore

describe('an object in a tile', () => {
  it('shifted back is the box, or its part in the window, as the rule says', () => {
    fc.assert(
      fc.property(box(40), box(40), rule, fc.boolean(), (window, b, o, ignored) => {
        const kept = keptIn(o)(window)(object({ box: b, ignored }))
        const [inside, share] = [intersection(b, window), intersection(b, window) / area(b)]
        const part = overlapOf(b, window)
        const seen = inside > 0 && part[2] - part[0] >= o.least && part[3] - part[1] >= o.least
        const enough = share > o.share || (share === o.share && o.atShare === 'kept')
        if (!seen || !(ignored || enough || o.below === 'ignored')) {
          expect(kept).toBeUndefined()
          return
        }
        expect(kept?.ignored).toBe(ignored || !enough)
        expect(kept?.attributes?.difficult).toBe(ignored || enough ? undefined : 2)
        expect(back(window, kept?.box ?? window)).toEqual(o.box === 'whole' && !ignored ? b : part)
      }),
      { numRuns: 500 },
    )
  })

  it('that is whole inside is whole under every rule', () => {
    fc.assert(
      fc.property(box(8), rule, (b, o) => {
        const own = diamond((b[0] + b[2]) / 2, (b[1] + b[3]) / 2, 1)
        const whole = object({ box: b, attributes: { difficult: 1, area: 7 }, corners: own })
        const window: Box = [-3, -4, 60, 60]
        const kept = keptIn({ ...o, share: 0.5, least: 0 })(window)(whole)
        expect(kept).toMatchObject({ ...whole, box: back([3, 4, 0, 0], b), corners: own.map((v, i) => v + (i % 2 === 0 ? 3 : 4)) })
      }),
    )
  })

  it('with corners counts by the area of its polygon, not of its box', () => {
    // Of the diamond about (0, 0), 1/8 lies right of 5, but 1/4 of its box does.
    const o = object({ box: [-10, -10, 10, 10], corners: diamond(0, 0, 10) })
    const window: Box = [5, -20, 60, 20]
    expect(keptIn({ ...bboxToolkit, share: 0.2 })(window)(o)).toBeUndefined()
    expect(keptIn({ ...bboxToolkit, share: 0.125 })(window)(o)?.box).toEqual([-15, 10, 5, 30])
  })

  it('cut by the devkit keeps its corners inside: four of five by the shortest edge, none of more', () => {
    const o = object({ box: [-10, -10, 10, 10], corners: diamond(0, 0, 10) })
    const left = keptIn(dotaDevkit)([-9, -20, 20, 20])(o)
    // One corner is cut off at x = -9: the edge between its two ends becomes their middle.
    expect(left).toMatchObject({ ignored: false, box: [0, 10, 19, 30], corners: [9, 10, 19, 20, 9, 30, 0, 20] })
    const both = keptIn(dotaDevkit)([-9, -20, 9, 20])(o)
    expect([both?.corners, both?.box, both?.ignored]).toEqual([undefined, [0, 10, 18, 30], false])
  })

  it('cut by the devkit has corners around the part, within the window', () => {
    fc.assert(
      fc.property(box(20), fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.integer({ min: 1, max: 12 }), (window, x, y, r) => {
        const four = diamond(x, y, r)
        const kept = keptIn(dotaDevkit)(window)(object({ box: [x - r, y - r, x + r, y + r], corners: four }))
        const part = clipPolygon(corners(window))(polygonOf(four))
        const share = polygonArea(part) / polygonArea(polygonOf(four))
        expect(kept === undefined).toBe(share === 0)
        if (kept === undefined) return
        expect(kept.ignored).toBe(share <= 0.7)
        const [x1, y1, x2, y2] = back(window, kept.box)
        expect(x1 >= window[0] && y1 >= window[1] && x2 <= window[2] && y2 <= window[3]).toBe(true)
        kept.corners?.forEach((v, i) => {
          expect(v).toBeGreaterThanOrEqual(-1e-9)
          expect(v).toBeLessThanOrEqual((i % 2 === 0 ? window[2] - window[0] : window[3] - window[1]) + 1e-9)
        })
      }),
    )
  })

  it('of exactly .7 is kept by BboxToolkit and is difficult for the devkit', () => {
    const o = object({ box: [0, 0, 10, 1] })
    const at = (window: Box) => [bboxToolkit, dotaDevkit].map((r) => keptIn(r)(window)(o)?.ignored)
    expect(at([3, 0, 20, 20])).toEqual([false, true])
    expect(at([2, 0, 20, 20])).toEqual([false, false])
    expect(at([4, 0, 20, 20])).toEqual([undefined, true])
  })

  it('has as much of the given area as of its box', () => {
    const kept = keptIn(dotaDevkit)([0, 0, 8, 8])(object({ box: [0, 0, 10, 8], attributes: { area: 60, truncation: 1 } }))
    expect(kept?.attributes).toEqual({ area: 48, truncation: 1 })
  })
})
