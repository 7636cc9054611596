import { describe, expect, it } from 'vitest'
import { anchorCount, anchorLevels, anchorsOf, anchorShapes, octaveScales, withinBorder } from '../../../stdlib/assign/anchors.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'

/** RetinaNet's as configured for AI-TOD. */
const shapes = { scales: octaveScales(4, 3), ratios: [0.5, 1, 2] }
const [p3] = anchorLevels([{ stride: 8, height: 4, width: 5 }], [shapes])

describe('the anchors of a level', () => {
  it('have mmdetection’s sides, ratio by ratio and scale by scale', () => {
    // width = 8·scale / √ratio, by hand: 32·√2 = 45.2548…, 32/√2 = 22.6274…
    const sides = anchorShapes(8, shapes).map(({ width, height }) => [Number(width.toFixed(3)), Number(height.toFixed(3))])
    expect(sides).toEqual([
      [45.255, 22.627],
      [57.018, 28.509],
      [71.838, 35.919],
      [32, 32],
      [40.317, 40.317],
      [50.797, 50.797],
      [22.627, 45.255],
      [28.509, 57.018],
      [35.919, 71.838],
    ])
  })

  it('lie about (j·stride, i·stride), row by row, all shapes of a point together', () => {
    const anchors = p3 === undefined ? [] : anchorsOf(p3)
    expect(anchors).toHaveLength(p3 === undefined ? 0 : anchorCount(p3))
    expect(anchors).toHaveLength(180)
    // Shape 3 (32 × 32) at row 2, column 1: centre (8, 16).
    expect(anchors[(2 * 5 + 1) * 9 + 3]).toEqual([-8, 0, 24, 32])
    expect(anchors[(0 * 5 + 4) * 9 + 3]).toEqual([16, -16, 48, 16])
  })

  it('of RetinaNet overlap an object of 8 px by a sixteenth at most', () => {
    const best = Math.max(...(p3 === undefined ? [] : anchorsOf(p3)).map((anchor) => iou(anchor, [12, 12, 20, 20])))
    expect(best).toBeCloseTo(0.0625, 12)
  })

  it('of a scale of 8 span 32 to 512 px over strides 4 to 64', () => {
    const sides = [4, 8, 16, 32, 64].flatMap((stride) => anchorShapes(stride, { scales: [8], ratios: [1] }).map(({ width }) => width))
    expect(sides).toEqual([32, 64, 128, 256, 512])
  })

  it('stay inside the image where all four sides do, the far ones strictly', () => {
    const inside = withinBorder({ width: 20, height: 10 }, 0)
    expect(inside([0, 0, 19, 9])).toBe(true)
    for (const crossing of [
      [-1, 0, 5, 5],
      [0, -1, 5, 5],
      [0, 0, 20, 5],
      [0, 0, 5, 10],
    ] as const)
      expect(inside(crossing)).toBe(false)
    expect(withinBorder({ width: 20, height: 10 }, 2)([-2, -2, 21, 11])).toBe(true)
  })
})
