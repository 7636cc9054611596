import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnchorLevel, anchorLevels, anchorsOf, withinBorder } from '../../../stdlib/assign/anchors.ts'
import { gaussianSimilarity, type Hierarchical, hierarchicalMatch } from '../../../stdlib/assign/hierarchical.ts'
import type { Border } from '../../../stdlib/assign/max-iou.ts'
import type { Box } from '../../../stdlib/boxes/box.ts'

/** The matrix of all anchors and boxes. */
const oracle = (levels: readonly AnchorLevel[], o: Hierarchical, within: Border | null, boxes: readonly Box[]): readonly number[] => {
  const anchors = levels.flatMap(anchorsOf)
  const stage = (shrink: number, count: number): readonly number[] => {
    const match = anchors.map(() => -1)
    const small = anchors.map(([x1, y1, x2, y2]): Box => {
      const [cx, cy, w, h] = [(x1 + x2) / 2, (y1 + y2) / 2, ((x2 - x1) * shrink) / 2, ((y2 - y1) * shrink) / 2]
      return [cx - w, cy - h, cx + w, cy + h]
    })
    boxes.forEach((box, index) => {
      const values = small.map((anchor, a) => {
        const own = anchors[a]
        const used = within === null || within.border === null || (own !== undefined && withinBorder(within.image, within.border)(own))
        return used ? gaussianSimilarity(anchor, box) : -1
      })
      const inUse = values.filter((v) => v >= 0).sort((a, b) => b - a)
      const least = inUse[Math.min(count, inUse.length) - 1] ?? Infinity
      values.forEach((v, a) => {
        if (v >= least * (1 - 1e-9)) match[a] = index
      })
    })
    return match
  }
  const [first, second] = [stage(1, o.first), stage(o.shrink, o.second)]
  return first.map((own, a) => (own < 0 ? (second[a] ?? -1) : own))
}

const whole = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: 4 * least, max: 4 * most }).map((v) => v / 4)
const box = fc.tuple(whole(0, 40), whole(0, 40), whole(1, 30), whole(1, 30)).map(([x, y, w, h]): Box => [x, y, x + w, y + h])
const levels = fc.constantFrom([8], [4, 8], [4, 8, 16]).map((strides) =>
  anchorLevels(
    strides.map((stride) => ({ stride, height: Math.ceil(40 / stride), width: Math.ceil(50 / stride) })),
    strides.map(() => ({ scales: [2], ratios: [0.5, 1, 2] })),
  ),
)
const border = fc.constantFrom(null, null, 0, 3)

describe('hierarchical assignment', () => {
  it('is the matrix of all anchors and boxes', () => {
    fc.assert(
      fc.property(levels, border, fc.constantFrom(1, 2, 3), fc.array(box, { maxLength: 6, size: 'max' }), (ls, b, first, boxes) => {
        const within = { image: { width: 50, height: 40 }, border: b }
        const o = { first, second: 1, shrink: 0.9 }
        expect([...hierarchicalMatch(ls, o, within)(boxes)]).toEqual(oracle(ls, o, within, boxes))
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it('gives every box of an empty image its first anchors, however small it is', () => {
    fc.assert(
      fc.property(levels, box, (ls, one) => {
        expect(hierarchicalMatch(ls, { first: 3, second: 1, shrink: 0.9 })([one]).filter((v) => v === 0).length).toBeGreaterThanOrEqual(3)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the similarity of Gaussians', () => {
  it('is RFLA’s, and knows which of the two is the anchor', () => {
    const [a, b]: [Box, Box] = [
      [0, 0, 10, 10],
      [2, 2, 14, 12],
    ]
    expect(gaussianSimilarity(b, a)).toBeCloseTo(0.770607, 6)
    expect(gaussianSimilarity(a, b)).toBeCloseTo(0.8100159, 6)
    expect(gaussianSimilarity(a, a)).toBeCloseTo(1, 9)
  })
})
