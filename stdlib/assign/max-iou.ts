import { type Box, type Extent, area } from '../boxes/box.ts'
import { type Span, within } from '../boxes/grid.ts'
import { type Arithmetic, exact, float32 } from './anchor-overlap.ts'
import { type AnchorLevel, anchorCount, withinBorder } from './anchors.ts'

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

type Tell = (anchor: number, iou: number) => void

/** Rows (or columns) in which an anchor of this side can meet the box, and one more on each side, as quotients round. */
const near = (low: number, high: number, side: number, { stride, offset }: AnchorLevel, count: number): Span =>
  within(count, { from: Math.floor((low - side / 2) / stride - offset), to: Math.ceil((high + side / 2) / stride - offset) + 1 })

/** Tells every anchor of the level that overlaps the box, and their IoU. */
const overlaps = (level: AnchorLevel, first: number, used: (anchor: Box) => boolean, by: Arithmetic, box: Box, tell: Tell): void => {
  const { width, height, shapes } = level
  if (!(area(box) > 0)) return
  for (const [a, shape] of shapes.entries()) {
    const rows = near(box[1], box[3], shape.height, level, height)
    const columns = near(box[0], box[2], shape.width, level, width)
    for (let i = rows.from; i < rows.to; i++)
      for (let j = columns.from; j < columns.to; j++) {
        const anchor = by.anchor(level, shape, i, j)
        const iou = by.iou(anchor, shape, box)
        if (iou > 0 && used(anchor)) tell(first + (i * width + j) * shapes.length + a, iou)
      }
  }
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
export const maxIouMatch =
  (levels: readonly AnchorLevel[], o: MaxIou, within: Border | null = null) =>
  (given: readonly Box[]): AnchorMatch => {
    const by = o.float32 === true ? float32 : exact
    const [positive, negative] = [by.threshold(o.positive), by.threshold(o.negative)]
    const least = o.least === null ? null : by.threshold(o.least)
    const boxes = given.map(by.box)
    const count = levels.reduce((n, level) => n + anchorCount(level), 0)
    const used = within === null || within.border === null ? () => true : withinBorder(within.image, within.border)
    const match = new Int32Array(count).fill(BACKGROUND)
    const rescued = new Uint8Array(count)
    const best = new Float64Array(boxes.length)
    const largest = new Float64Array(count)
    const visit = (box: Box, tell: Tell): void => {
      let first = 0
      for (const level of levels) {
        overlaps(level, first, used, by, box, tell)
        first += anchorCount(level)
      }
    }
    for (const [index, box] of boxes.entries())
      visit(box, (anchor, iou) => {
        best[index] = Math.max(best[index] ?? 0, iou)
        if (iou <= (largest[anchor] ?? 0)) return
        largest[anchor] = iou
        match[anchor] = iou >= positive ? index : iou < negative ? BACKGROUND : LEFT_OUT
      })
    if (within !== null && within.border !== null) leaveOut(levels, used, by, match)
    if (least === null) return { match, rescued, best }
    for (const [index, box] of boxes.entries()) {
      const own = best[index] ?? 0
      if (own === 0 || own < least) continue
      visit(box, (anchor, iou) => {
        if (iou < by.tie(own)) return
        match[anchor] = index
        rescued[anchor] = iou < positive ? 1 : 0
      })
    }
    return { match, rescued, best }
  }

const leaveOut = (levels: readonly AnchorLevel[], used: (anchor: Box) => boolean, by: Arithmetic, match: Int32Array): void => {
  let anchor = 0
  for (const level of levels)
    for (let i = 0; i < level.height; i++)
      for (let j = 0; j < level.width; j++)
        for (const shape of level.shapes) {
          if (!used(by.anchor(level, shape, i, j))) match[anchor] = LEFT_OUT
          anchor++
        }
}
