import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box, Extent } from '../../../stdlib/boxes/box.ts'
import type { Grid } from '../../../stdlib/boxes/grid.ts'
import { intersection } from '../../../stdlib/boxes/iou.ts'
import { foreground } from '../../../stdlib/boxes/mask.ts'
import { boxesOf, goldens, noGoldens } from '../goldens.ts'
import { boxAround } from './arbitrary.ts'

/** An input of any size, and the map that a network of this stride makes of it (a last cell that is cut off counts). */
const place = fc
  .record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    stride: fc.constantFrom(1, 2, 3, 4, 8, 16, 32),
  })
  .map(({ width, height, stride }) => ({
    input: { width, height },
    grid: { stride, width: Math.ceil(width / stride), height: Math.ceil(height / stride) },
  }))
const boxes = fc.array(boxAround(70), { maxLength: 8, size: 'max' })

const cells = (g: Grid, isForeground: (i: number, j: number) => boolean): number[] =>
  Array.from({ length: g.height * g.width }, (_, k) => (isForeground(Math.floor(k / g.width), k % g.width) ? 1 : 0))

const truncated = ([x1, y1, x2, y2]: Box): Box => [Math.trunc(x1), Math.trunc(y1), Math.trunc(x2), Math.trunc(y2)]

/** Eq. 1 as written: draw the boxes on a canvas, then read it. */
const drawn = (input: Extent, g: Grid, all: readonly Box[]): number[] => {
  const canvas = Array.from({ length: input.height }, () => new Array<boolean>(input.width).fill(false))
  for (const [x1, y1, x2, y2] of all.map(truncated))
    for (const [y, row] of canvas.entries()) for (let x = 0; x < input.width; x++) if (y >= y1 && y < y2 && x >= x1 && x < x2) row[x] = true
  return cells(g, (i, j) => canvas[Math.floor((i * input.height) / g.height)]?.[Math.floor((j * input.width) / g.width)] === true)
}

const overlapping = (g: Grid, all: readonly Box[]): number[] =>
  cells(g, (i, j) => all.some((b) => intersection(b, [j * g.stride, i * g.stride, (j + 1) * g.stride, (i + 1) * g.stride]) > 0))

describe('foreground mask (Eq. 1)', () => {
  it('nearest: is the canvas, read at the first pixel of each cell', () => {
    fc.assert(
      fc.property(place, boxes, ({ input, grid }, all) => {
        expect([...foreground('nearest', input, grid)(all)]).toEqual(drawn(input, grid, all))
      }),
      { seed: 1, numRuns: 600 },
    )
  })

  it('overlap: is the cells that share positive area with a box', () => {
    fc.assert(
      fc.property(place, boxes, ({ input, grid }, all) => {
        expect([...foreground('overlap', input, grid)(all)]).toEqual(overlapping(grid, all))
      }),
      { seed: 2, numRuns: 600 },
    )
  })

  it('nearest never marks a cell that overlap does not, inside a cell of whole strides', () => {
    fc.assert(
      fc.property(fc.array(boxAround(64), { maxLength: 8, size: 'max' }), fc.constantFrom(2, 4, 8, 16), (all, stride) => {
        const input = { width: 64, height: 64 }
        const grid = { stride, width: 64 / stride, height: 64 / stride }
        const wide = foreground('overlap', input, grid)(all)
        expect(foreground('nearest', input, grid)(all).every((m, i) => m <= (wide[i] ?? 0))).toBe(true)
      }),
      { seed: 3 },
    )
  })

  it('an 800 px input has a P6 of 13 cells that reads pixels 61.5 apart', () => {
    const box: Box = [61, 0, 62, 1]
    const grid = { stride: 64, width: 13, height: 13 }
    expect([...foreground('nearest', { width: 800, height: 800 }, grid)([box])].indexOf(1)).toBe(1)
  })
})

describe.skipIf(noGoldens)('foreground mask against torch (needs ../shared/goldens)', () => {
  it.each(['nearest', 'overlap'] as const)('%s is equal on every level and image', (kind) => {
    const step = goldens('set_step')
    for (const [level, stride] of [8, 16, 32, 64, 128].entries()) {
      const { shape, data } = step(`mask.${kind}.${level}`)
      const [images = 0, , height = 0, width = 0] = shape
      const of = foreground(kind, { width: 256, height: 256 }, { stride, height, width })
      const ours = Array.from({ length: images }, (_, i) => [...of(boxesOf(step(`boxes.${i}`)))]).flat()
      expect(ours).toEqual([...data])
      expect(ours).toContain(1)
    }
  })
})
