import * as t from 'io-ts'
import type { Box, Extent } from './box.ts'
import { type Grid, type Span, firstFrom, lastUpTo, within } from './grid.ts'

/** How Eq. 1, which is about pixels, is carried to the cells of a level. */
export const MaskKind = t.keyof({ nearest: null, overlap: null }, 'MaskKind')
export type MaskKind = t.TypeOf<typeof MaskKind>

/** The cells of one axis that a box from `low` to `high` covers; `side` is the input's, `count` the level's, in cells. */
type Cover = (low: number, high: number, side: number, count: number, stride: number) => Span

const cover: { readonly [K in MaskKind]: Cover } = {
  // Cell i reads pixel ⌊i·side/count⌋, and ⌊v⌋ >= p is v >= p for an integer p: so the first cell inside is the first with i·side >= p·count.
  nearest: (low, high, side, count) => ({ from: firstFrom(Math.trunc(low) * count, side), to: firstFrom(Math.trunc(high) * count, side) }),
  overlap: (low, high, _side, _count, stride) =>
    low < high ? { from: lastUpTo(low, stride), to: firstFrom(high, stride) } : { from: 0, to: 0 },
}

/**
 * Foreground mask of Eq. 1 on the grid of one level: 1 where an object is, else 0; [height · width], row by row.
 *
 * - `nearest`: boxes are drawn on the network's input (corners truncated toward zero, the last row and column left out) and cell (i, j) reads
 *   pixel (⌊i·H/h⌋, ⌊j·W/w⌋). Small objects can fall between the pixels that are read. This is what the authors' code does.
 * - `overlap`: cell (i, j) covers [j·S, (j+1)·S) × [i·S, (i+1)·S) and is foreground when it shares positive area with a box.
 *
 * No canvas is drawn: a box costs the cells that it covers.
 *
 * @param input size of the network's input, padding included
 * @example [...foreground('overlap', { width: 16, height: 8 }, { stride: 8, width: 2, height: 1 })([[9, 1, 12, 3]])] // => [0, 1]
 */
export const foreground =
  (kind: MaskKind, input: Extent, { stride, height, width }: Grid) =>
  (boxes: readonly Box[]): Float32Array => {
    const mask = new Float32Array(height * width)
    for (const [x1, y1, x2, y2] of boxes) {
      const rows = within(height, cover[kind](y1, y2, input.height, height, stride))
      const columns = within(width, cover[kind](x1, x2, input.width, width, stride))
      if (columns.from >= columns.to) continue
      for (let i = rows.from; i < rows.to; i++) mask.fill(1, i * width + columns.from, i * width + columns.to)
    }
    return mask
  }
