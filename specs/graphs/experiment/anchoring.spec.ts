import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Anchoring, anchorings, anchorLevelsAt, assignedToAnchors } from '../../../graphs/experiment/anchoring.ts'
import golden from '../../stdlib/assign/max-iou.json' with { type: 'json' }
import { anchorCount } from '../../../stdlib/assign/anchors.ts'
import { type Coverage, coverageOf } from '../../../stdlib/assign/coverage.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'

const named = (name: string): Anchoring => anchorings.find((a) => a.name === name) ?? expect.fail(name)
const size = { width: 800, height: 800 }
const cover = (name: string, boxes: readonly Box[]): Coverage => coverageOf(boxes, assignedToAnchors(named(name), size, size)(boxes))

/** Tiny boxes that do not meet, so that none takes the anchors of another for good. */
const tiny = (side: number): readonly Box[] =>
  Array.from({ length: 16 }, (_, i) => [i % 4, Math.floor(i / 4)] as const).map(([x, y]): Box => [
    100 + 171 * x,
    90 + 163 * y,
    100 + 171 * x + side,
    90 + 163 * y + side,
  ])

describe('published anchors', () => {
  it('decode as a file would', () => {
    for (const a of anchorings) expect(Anchoring.decode(JSON.parse(JSON.stringify(a)))).toEqual(E.right(a))
  })

  it('of RetinaNet for AI-TOD are 32, 40.317 and 50.797 px on P3, in three ratios, nine to a cell', () => {
    const [p3] = anchorLevelsAt(named('retinanet-aitod'), size)
    expect(p3?.shapes.filter(({ width, height }) => width === height).map(({ width }) => Number(width.toFixed(3)))).toEqual([
      32, 40.317, 50.797,
    ])
    expect(p3 === undefined ? 0 : anchorCount(p3)).toBe(9 * 100 * 100)
  })

  it('of RFLA are half as large as the receptive fields of P2 to P6', () => {
    const sides = anchorLevelsAt(named('faster-rfla-aitod'), size).map(({ shapes }) => shapes[1]?.width)
    expect(sides).toEqual([17.5, 45.5, 133.5, 213.5, 277.5])
  })

  it('of RetinaNet reach an object of 8 px by the rule of low quality alone, its best IoU a sixteenth', () => {
    const boxes = tiny(8)
    const [, , bin] = cover('retinanet-aitod', boxes)
    expect([bin?.boxes, bin?.total[0], bin?.lowQuality]).toEqual([16, 0, 16])
    expect((bin?.overlaps ?? 0) / 16).toBeCloseTo(0.0625, 6)
  })

  it('of Faster R-CNN give objects below 16 px nothing at a scale of 8, and all of them something at 2', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 63 }), (quarters) => {
        const boxes = tiny(quarters / 4)
        const none = (name: string): number => cover(name, boxes).reduce((n, bin) => n + bin.total[0], 0)
        expect([none('faster-aitod'), none('cascade-aitod')]).toEqual([16, 16])
        expect(none('faster-rfla-aitod')).toBe(0)
        // 8 px at stride 4: from 4.4 px on, .3 of an anchor that holds the box.
        if (quarters >= 18) expect(none('faster-tinyperson')).toBe(0)
      }),
      { numRuns: 8 },
    )
  })

  it.each(Object.entries(golden.found))('of %s learn what they do in mmdetection’s float32, anchor by anchor', (name, found) => {
    const input = { width: golden.size, height: golden.size }
    const boxes = golden.boxes.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]): Box => [x1, y1, x2, y2])
    const { match } = assignedToAnchors(named(name), input, input)(boxes)
    expect(match.length).toBe(found.anchors)
    expect([...match].flatMap((box, anchor) => (box >= 0 ? [[anchor, box]] : []))).toEqual(found.positives)
    expect(match.filter((box) => box === -1).length).toBe(found.background)
  })

  it('are left out where they cross the border by more than they may', () => {
    const at = (border: number | null) => assignedToAnchors({ ...named('faster-aitod'), border }, size, size)([[1, 1, 30, 30]])
    expect(at(null).match.some((v) => v === 0)).toBe(true)
    expect(at(0).match[0]).toBe(-2)
  })
})
