import type { Box, Extent } from '../boxes/box.ts'
import { type Arithmetic, axisOf, exact, float32, overlaps, type Sheet } from './anchor-overlap.ts'
import { type AnchorLevel, anchorCount } from './anchors.ts'

/** What an anchor's intersection over union (IoU) with a box makes of it. */
export interface MaxIou {
  /** From here on it learns the box. */
  readonly positive: number
  /** Below it is background; from here to `positive` it is left out. */
  readonly negative: number
  /** A box whose best IoU is at least this takes the anchors that have it (`min_pos_iou`); null: none does. */
  readonly least: number | null
  /** As mmdetection computes, where rounding breaks most ties of tiny boxes; exactly where left out. */
  readonly float32?: boolean
}

/** How anchors are used that cross the border of an image of this size by more pixels than `border`; null: like all others. */
export interface Border {
  readonly image: Extent
  readonly border: number | null
}

/** What each anchor of an image learns: levels in order, row by row, all shapes of a point together. */
export interface AnchorMatch {
  /** Index of the box; -1 for background, -2 for an anchor that is left out. */
  readonly match: Int32Array
  /** 1 where the anchor learns its box by the rule of low quality alone. */
  readonly rescued: Uint8Array
  /** Of each box, its largest IoU with an anchor that is used. */
  readonly best: Float64Array
}

const BACKGROUND = -1
const LEFT_OUT = -2

const sheetsOf = (levels: readonly AnchorLevel[], by: Arithmetic, within: Border | null): readonly Sheet[] => {
  const border = within === null || within.border === null ? Infinity : within.border
  const image = within?.image ?? { width: 0, height: 0 }
  let first = 0
  return levels.flatMap((level) => {
    const start = first
    first += anchorCount(level)
    const step = level.shapes.length
    return level.shapes.map(({ width, height }, a) => ({
      columns: axisOf(level, level.width, width, by, -border, image.width + border),
      rows: axisOf(level, level.height, height, by, -border, image.height + border),
      ...{ area: width * height, first: start + a, step, stride: step * level.width },
    }))
  })
}

/**
 * mmdetection's MaxIoU assignment of one image (`MaxIoUAssigner`, all ties of a box taken).
 *
 * An anchor learns the box with which its IoU is largest, of equal ones the first, where that is at least `positive`; below `negative` it is
 * background. Then each box in turn whose best IoU is at least `least` takes all anchors that have it, also from boxes before it.
 *
 * Deviations: IoUs are compared as real numbers, so that all anchors tie that hold a tiny box whole; with `float32` rounding breaks most of these
 * ties, as it does in mmdetection. A box that overlaps no anchor takes none where `least` is 0; mmdetection gives it all anchors of the image. Cost: each box visits the anchors
 * about it; there is no anchors × boxes matrix.
 *
 * @example maxIouMatch([{ stride: 8, offset: 0, height: 1, width: 2, shapes: [{ width: 8, height: 8 }] }], { positive: 0.5, negative: 0.4, least: 0 })(
 *   [[2, -4, 10, 4]],
 * ).match
 * // => Int32Array [-1, 0]
 */
export const maxIouMatch = (
  levels: readonly AnchorLevel[],
  o: MaxIou,
  within: Border | null = null,
): ((boxes: readonly Box[]) => AnchorMatch) => {
  const by = o.float32 === true ? float32 : exact
  const [positive, negative] = [by.round(o.positive), by.round(o.negative)]
  const least = o.least === null ? null : by.round(o.least)
  const count = levels.reduce((n, level) => n + anchorCount(level), 0)
  const sheets = sheetsOf(levels, by, within)
  return (given) => {
    const boxes = given.map(([x1, y1, x2, y2]): Box => [by.round(x1), by.round(y1), by.round(x2), by.round(y2)])
    const match = new Int32Array(count).fill(BACKGROUND)
    const rescued = new Uint8Array(count)
    const best = new Float64Array(boxes.length)
    const largest = new Float64Array(count)
    for (const [index, box] of boxes.entries())
      for (const sheet of sheets)
        overlaps(sheet, by, box, (anchor, iou) => {
          best[index] = Math.max(best[index] ?? 0, iou)
          if (iou <= (largest[anchor] ?? 0)) return
          largest[anchor] = iou
          match[anchor] = iou >= positive ? index : iou < negative ? BACKGROUND : LEFT_OUT
        })
    for (const sheet of sheets) leaveOut(sheet, match)
    if (least === null) return { match, rescued, best }
    for (const [index, box] of boxes.entries()) {
      const own = best[index] ?? 0
      if (own === 0 || own < least) continue
      for (const sheet of sheets)
        overlaps(sheet, by, box, (anchor, iou) => {
          if (iou < by.tie(own)) return
          match[anchor] = index
          rescued[anchor] = iou < positive ? 1 : 0
        })
    }
    return { match, rescued, best }
  }
}

const leaveOut = ({ rows, columns, first, step, stride }: Sheet, match: Int32Array): void => {
  if (!rows.used.includes(0) && !columns.used.includes(0)) return
  for (const [i, row] of rows.used.entries())
    for (const [j, column] of columns.used.entries()) if (row === 0 || column === 0) match[first + i * stride + j * step] = LEFT_OUT
}
