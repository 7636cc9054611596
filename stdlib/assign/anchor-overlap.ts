import { type Box, area } from '../boxes/box.ts'
import { type Span, within } from '../boxes/grid.ts'
import type { AnchorLevel } from './anchors.ts'

/** How intersections over union (IoU) of anchors and boxes are computed, and compared. */
export interface Arithmetic {
  readonly round: (value: number) => number
  /** The area of an anchor is that of its corners where they came to stand, not that of its shape. */
  readonly byCorners: boolean
  /** The least area of a union. */
  readonly least: number
  /** From here on an IoU ties with `best`. */
  readonly tie: (best: number) => number
}

/** Sums of other order round otherwise; nothing else makes two IoUs as near as that. */
const ROUNDING = 1e-9

/** As real numbers: whatever its place rounds to, an anchor has the area of its shape, and what differs by rounding alone ties. */
export const exact: Arithmetic = { round: (v) => v, byCorners: false, least: 0, tie: (best) => best * (1 - ROUNDING) }

/** mmdetection's order of operations in float32, corner by corner: IoUs that would tie differ by rounding, here and there. */
export const float32: Arithmetic = { round: Math.fround, byCorners: true, least: Math.fround(1e-6), tie: (best) => best }

/** The anchors of one shape along one axis: where each begins and ends, how long it is, and whether it keeps to the image. */
export interface Axis {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly side: Float64Array
  readonly used: Uint8Array
  readonly near: (low: number, high: number) => Span
}

/**
 * @param end where the image ends, plus what may cross that; Infinity where all are used
 * @param start where it begins, less that
 */
export const axisOf = (
  { stride, offset }: Pick<AnchorLevel, 'stride' | 'offset'>,
  count: number,
  length: number,
  { round }: Arithmetic,
  start: number,
  end: number,
): Axis => {
  const half = round(0.5 * round(length))
  const centres = Float64Array.from({ length: count }, (_, i) => round((i + offset) * stride))
  const [low, high] = [centres.map((c) => round(c - half)), centres.map((c) => round(c + half))]
  return {
    low,
    high,
    side: high.map((v, i) => round(v - (low[i] ?? 0))),
    used: Uint8Array.from(low, (v, i) => (v >= start && (high[i] ?? 0) < end ? 1 : 0)),
    // One more on each side, as quotients round.
    near: (from, to) =>
      within(count, { from: Math.floor((from - length / 2) / stride - offset), to: Math.ceil((to + length / 2) / stride - offset) + 1 }),
  }
}

/** The anchors of one shape on one level. */
export interface Sheet {
  readonly columns: Axis
  readonly rows: Axis
  readonly area: number
  /** Number of the anchor in row 0 and column 0, from a column to the next, and from a row to the next. */
  readonly first: number
  readonly step: number
  readonly stride: number
}

const shared = ({ low, high }: Axis, i: number, from: number, to: number, round: Arithmetic['round']): number =>
  Math.max(0, round(Math.min(high[i] ?? 0, to) - Math.max(low[i] ?? 0, from)))

/** Tells every anchor in use that overlaps the box, and their IoU. */
export const overlaps = (
  { columns, rows, area: whole, first, step, stride }: Sheet,
  { round, byCorners, least }: Arithmetic,
  box: Box,
  tell: (anchor: number, iou: number) => void,
): void => {
  if (!(area(box) > 0)) return
  const [x1, y1, x2, y2] = box
  const own = round(round(x2 - x1) * round(y2 - y1))
  const [down, along] = [rows.near(y1, y2), columns.near(x1, x2)]
  for (let i = down.from; i < down.to; i++) {
    const high = rows.used[i] === 1 ? shared(rows, i, y1, y2, round) : 0
    if (high === 0) continue
    for (let j = along.from; j < along.to; j++) {
      const both = columns.used[j] === 1 ? round(shared(columns, j, x1, x2, round) * high) : 0
      if (both === 0) continue
      const anchor = byCorners ? round((columns.side[j] ?? 0) * (rows.side[i] ?? 0)) : whole
      const iou = round(both / Math.max(round(round(own + anchor) - both), least))
      if (iou > 0) tell(first + i * stride + j * step, iou)
    }
  }
}
