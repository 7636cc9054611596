import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnchorLevel, anchorLevels, anchorsOf, octaveScales, withinBorder } from '../../../stdlib/assign/anchors.ts'
import { type Border, type MaxIou, maxIouMatch } from '../../../stdlib/assign/max-iou.ts'
import { area, type Box } from '../../../stdlib/boxes/box.ts'
import { intersection, iou } from '../../../stdlib/boxes/iou.ts'
import { boxAround } from '../boxes/arbitrary.ts'

/** The matrix of all anchors and boxes, read as mmdetection's assigner is written. */
const oracle = (levels: readonly AnchorLevel[], o: MaxIou, within: Border | null, boxes: readonly Box[]): readonly number[] => {
  const anchors = levels.flatMap((level) =>
    anchorsOf(level).map((anchor, a) => ({ anchor, shape: level.shapes[a % level.shapes.length] ?? { width: 0, height: 0 } })),
  )
  const used = anchors.map(({ anchor }) => within === null || within.border === null || withinBorder(within.image, within.border)(anchor))
  // The area of an anchor is that of its shape: corners round, and IoUs of exactly a threshold are common.
  const matrix = boxes.map((box) =>
    anchors.map(({ anchor, shape }, a) => {
      const shared = intersection(anchor, box)
      return used[a] === true && shared > 0 ? shared / (area(box) + shape.width * shape.height - shared) : 0
    }),
  )
  const match = anchors.map((_, a) => {
    if (used[a] !== true) return -2
    const column = matrix.map((row) => row[a] ?? 0)
    const most = Math.max(0, ...column)
    if (most >= o.positive && most > 0) return column.indexOf(most)
    return most < o.negative ? -1 : -2
  })
  const { least } = o
  if (least !== null)
    matrix.forEach((row, index) => {
      const most = Math.max(0, ...row)
      if (most > 0 && most >= least)
        row.forEach((v, a) => {
          if (v >= most * (1 - 1e-9)) match[a] = index
        })
    })
  return match
}

const levels = fc
  .record({
    strides: fc.constantFrom([8], [4, 8], [2, 4, 8, 16], [3, 7]),
    shapes: fc.constantFrom(
      { scales: [1], ratios: [1] },
      { scales: [2], ratios: [0.5, 1, 2] },
      { scales: octaveScales(2, 3), ratios: [0.5, 1, 2] },
      { scales: [8], ratios: [1, 3] },
    ),
    side: fc.integer({ min: 8, max: 60 }),
  })
  .map(({ strides, shapes, side }) => ({
    side,
    levels: anchorLevels(
      strides.map((stride) => ({ stride, height: Math.ceil(side / stride), width: Math.ceil((side + 5) / stride) })),
      strides.map(() => shapes),
    ),
  }))
const options = fc.constantFrom<MaxIou[]>(
  { positive: 0.5, negative: 0.4, least: 0 },
  { positive: 0.7, negative: 0.3, least: 0.3 },
  { positive: 0.5, negative: 0.5, least: null },
  { positive: 0.1, negative: 0.1, least: 0 },
)
const border = fc.constantFrom(null, null, 0, 3)
const boxes = fc.array(boxAround(60), { maxLength: 15, size: 'max' })

describe('MaxIoU assignment', () => {
  it('is the matrix of all anchors and boxes', () => {
    let [positives, rescued] = [0, 0]
    fc.assert(
      fc.property(levels, options, border, boxes, ({ levels: ls, side }, o, b, given) => {
        const within = b === null ? null : { image: { width: side + 5, height: side }, border: b }
        const got = maxIouMatch(ls, o, within)(given)
        positives += got.match.filter((v) => v >= 0).length
        rescued += got.rescued.filter((v) => v === 1).length
        expect([...got.match]).toEqual(oracle(ls, o, within, given))
      }),
      { seed: 1, numRuns: 300 },
    )
    expect(Math.min(positives, rescued)).toBeGreaterThan(1000)
  })

  it('marks as rescued exactly the positives whose IoU is too low for one', () => {
    fc.assert(
      fc.property(levels, options, boxes, ({ levels: ls }, o, given) => {
        const { match, rescued, best } = maxIouMatch(ls, o)(given)
        const anchors = ls.flatMap(anchorsOf)
        anchors.forEach((anchor, a) => {
          const box = given[match[a] ?? -1]
          const own = box === undefined ? Infinity : iou(anchor, box)
          // The matched IoU is computed from the shape's area, here from the anchor's corners.
          if (Math.abs(own - o.positive) > 1e-9) expect(rescued[a]).toBe(own < o.positive ? 1 : 0)
        })
        given.forEach((box, i) => expect(best[i]).toBeCloseTo(Math.max(0, ...anchors.map((anchor) => iou(anchor, box))), 9))
      }),
      { seed: 2, numRuns: 60 },
    )
  })

  it('lets a later box take the anchors of an earlier one where both rest on the rule of low quality', () => {
    const one = anchorLevels([{ stride: 32, height: 1, width: 1 }], [{ scales: [1], ratios: [1] }])
    const o = { positive: 0.5, negative: 0.4, least: 0 }
    const [a, b]: [Box, Box] = [
      [0, 0, 4, 4],
      [1, 1, 3, 3],
    ]
    expect([...maxIouMatch(one, o)([a, b]).match]).toEqual([1])
    expect([...maxIouMatch(one, o)([b, a]).match]).toEqual([1])
    expect([...maxIouMatch(one, { ...o, least: 0.01 })([a, b]).match]).toEqual([0])
  })

  it('takes anchors by the rule of low quality from exactly the least overlap on', () => {
    const one = anchorLevels([{ stride: 32, height: 1, width: 1 }], [{ scales: [1], ratios: [1] }])
    const quarter: Box = [0, 0, 16, 16]
    expect([...maxIouMatch(one, { positive: 0.5, negative: 0.4, least: 0.25 })([quarter]).match]).toEqual([0])
    expect([...maxIouMatch(one, { positive: 0.25, negative: 0.1, least: null })([quarter]).match]).toEqual([0])
  })

  it('gives an anchor that fits two boxes alike to the first of them', () => {
    const one = anchorLevels([{ stride: 32, height: 1, width: 1 }], [{ scales: [1], ratios: [1] }])
    const box: Box = [0, 0, 16, 16]
    expect([...maxIouMatch(one, { positive: 0.1, negative: 0.1, least: null })([box, box]).match]).toEqual([0])
  })

  it('gives a tiny box every anchor that holds it: all have the same IoU', () => {
    const ls = anchorLevels([{ stride: 8, height: 20, width: 20 }], [{ scales: [4], ratios: [0.5, 1, 2] }])
    const { match, best } = maxIouMatch(ls, { positive: 0.5, negative: 0.4, least: 0 })([[68, 68, 76, 76]])
    // 32 × 32: centres 60 … 84 of step 8 on both axes, 64, 72, 80; 45.25 × 22.63: 56 … 88 by 72; and the same lying.
    expect(match.filter((v) => v === 0)).toHaveLength(9 + 5 + 5)
    expect(best[0]).toBeCloseTo(1 / 16, 12)
  })
})
