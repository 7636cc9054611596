import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Labelled } from '../../../../stdlib/data/picture.ts'
import { fitted, resize, resizeToEdges, resizeWithin, withinEdges } from '../../../../stdlib/data/transforms/resize.ts'
import { labelled } from '../pictures.ts'

const side = fc.integer({ min: 1, max: 30 })
const boxesOf = (l: Labelled) => [...l.truth.boxes, ...l.ignored.boxes]

describe('resizing', () => {
  it('keeps each corner of a box at its share of the picture', () =>
    fc.assert(
      fc.property(labelled, side, side, (l, width, height) => {
        const to = resize({ width, height })(l)
        expect([to.picture.width, to.picture.height, to.picture.data.length]).toEqual([width, height, width * height * 3])
        boxesOf(l).forEach((box, i) => {
          const moved = boxesOf(to)[i] ?? []
          moved.forEach((v, k) => {
            expect(v / (k % 2 === 0 ? width : height)).toBeCloseTo((box[k] ?? NaN) / (k % 2 === 0 ? l.picture.width : l.picture.height), 10)
          })
        })
      }),
    ))

  it('by a whole factor takes boxes where their pixels go', () => {
    const data = new Uint8Array(8 * 8 * 3)
    for (let y = 2; y < 4; y++) for (let x = 4; x < 8; x++) data.fill(255, 3 * (y * 8 + x), 3 * (y * 8 + x) + 3)
    const empty = { boxes: [], labels: [] }
    const to = resize({ width: 32, height: 16 })({
      picture: { width: 8, height: 8, data },
      truth: { boxes: [[4, 2, 8, 4]], labels: [0] },
      ignored: empty,
    })
    expect(to.truth.boxes).toEqual([[16, 4, 32, 8]])
    const inside = to.picture.data.reduce((sum, v, i) => sum + (i % 96 >= 48 && i >= 4 * 96 && i < 8 * 96 ? v : 0), 0)
    expect(inside / to.picture.data.reduce((a, b) => a + b, 0)).toBeGreaterThan(0.8)
  })

  it('within a limit keeps the shape, to a pixel, and reaches the limit', () =>
    fc.assert(
      fc.property(labelled, side, side, (l, width, height) => {
        const { picture: p } = resizeWithin({ width, height })(l)
        expect(p.width <= width && p.height <= height).toBe(true)
        expect(p.width === width || p.height === height).toBe(true)
        const by = Math.min(width / l.picture.width, height / l.picture.height)
        expect(Math.abs(p.width - Math.max(1, l.picture.width * by))).toBeLessThanOrEqual(0.5)
        expect(fitted({ width, height })(l.picture)).toEqual({ width: p.width, height: p.height })
      }),
    ))
})

describe('resizing between edges', () => {
  it('is mmdetection’s rule: COCO’s 640×480 to 1333×800 is 1067×800, whichever way round', () => {
    const to = withinEdges({ long: 1333, short: 800 })
    expect(to({ width: 640, height: 480 })).toEqual({ width: 1067, height: 800 })
    expect(to({ width: 480, height: 640 })).toEqual({ width: 800, height: 1067 })
    expect(to({ width: 1500, height: 500 })).toEqual({ width: 1333, height: 444 })
  })

  it('keeps to both edges, reaches one, and takes boxes along', () =>
    fc.assert(
      fc.property(labelled, side, side, (l, a, b) => {
        const edges = { long: Math.max(a, b), short: Math.min(a, b) }
        const { picture: p, truth } = resizeToEdges(edges)(l)
        const [long, short] = [Math.max(p.width, p.height), Math.min(p.width, p.height)]
        expect(long <= edges.long && short <= edges.short).toBe(true)
        expect(long === edges.long || short === edges.short).toBe(true)
        expect(truth).toEqual(resize(p)(l).truth)
      }),
    ))
})
