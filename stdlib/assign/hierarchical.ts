import { type Box, type Extent, height, width } from '../boxes/box.ts'
import type { Span } from '../boxes/grid.ts'
import { type AnchorLevel, anchorAbout, anchorCount, withinBorder } from './anchors.ts'
import type { Border } from './max-iou.ts'

/** RFLA's hierarchical label assignment: how many anchors a box takes in either stage, and by how much the second shrinks them first. */
export interface Hierarchical {
  readonly first: number
  readonly second: number
  readonly shrink: number
}

/** Keeps the divergence finite for boxes of no size, as RFLA does. */
const EPSILON = 1e-6

/** Sides of 16·√2 and of 32/√2 round apart; nothing else makes two similarities as near as that. */
const ROUNDING = 1e-9

interface Centred extends Extent {
  readonly x: number
  readonly y: number
}

const centred = (box: Box): Centred => ({ x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, width: width(box), height: height(box) })

const similarity = (a: Centred, b: Centred): number => {
  const along = (from: number, sideA: number, sideB: number): number => {
    const [own, other] = [(sideA + EPSILON) ** 2, (sideB + EPSILON) ** 2]
    return (own + 4 * from ** 2) / other + Math.log(other / own) - 1
  }
  return 1 / (1 + (along(a.x - b.x, a.width, b.width) + along(a.y - b.y, a.height, b.height)) / 2)
}

/**
 * Similarity 1 / (1 + KL(anchor ‖ object)) of two boxes taken for Gaussians about their centres, with half their sides as deviations (RFLA). The
 * order matters.
 *
 * @example Number(gaussianSimilarity([2, 2, 14, 12], [0, 0, 10, 10]).toFixed(6)) // => 0.770607
 */
export const gaussianSimilarity = (anchor: Box, object: Box): number => similarity(centred(anchor), centred(object))

/** The anchors of one shape on one level: those in use are a rectangle of cells. */
interface Sheet {
  readonly level: AnchorLevel
  readonly shape: Extent
  /** Number of the anchor in row 0 and column 0. */
  readonly first: number
  readonly rows: Span
  readonly columns: Span
}

const sheetsOf = (levels: readonly AnchorLevel[], within: Border | null): readonly Sheet[] => {
  const limits = within === null || within.border === null ? null : { image: within.image, border: within.border }
  const span = (count: number, used: (i: number) => boolean): Span => {
    const all = Array.from({ length: count }, (_, i) => i).filter(used)
    return { from: all[0] ?? 0, to: (all.at(-1) ?? -1) + 1 }
  }
  // An axis by itself: of the other one the image is taken to be endless.
  const fits = (image: Extent, anchor: Box): boolean => limits === null || withinBorder(image, limits.border)(anchor)
  let first = 0
  return levels.flatMap((level) => {
    const start = first
    first += anchorCount(level)
    return level.shapes.map((shape, a): Sheet => {
      const wide = { width: limits?.image.width ?? 0, height: Infinity }
      const high = { width: Infinity, height: limits?.image.height ?? 0 }
      return {
        ...{ level, shape, first: start + a },
        columns: span(level.width, (j) => fits(wide, anchorAbout(level, { ...shape, height: -Infinity }, 0, j))),
        rows: span(level.height, (i) => fits(high, anchorAbout(level, { ...shape, width: -Infinity }, i, 0))),
      }
    })
  })
}

/** Indices around `centre`, `reach` to each side of the nearest one of the span. */
const around = (centre: number, reach: number, { from, to }: Span): Span => {
  const nearest = Math.min(Math.max(Math.round(centre), from), to - 1)
  return { from: Math.max(from, nearest - reach), to: Math.min(to, nearest + reach + 1) }
}

/**
 * The anchors with the `count` largest similarities to an object, and all that tie with the last of them. On either axis similarity falls with the
 * distance of centres, so that of a sheet none farther than `count` cells from the nearest can be among them; one more, for ties.
 */
const mostSimilar = (sheets: readonly Sheet[], shrink: number, object: Centred, count: number): readonly number[] => {
  const found: { readonly anchor: number; readonly value: number }[] = []
  // What is less similar than the last of those found so far is none of them.
  let enough = 0
  const [acrossObject, downObject] = [(object.width + EPSILON) ** 2, (object.height + EPSILON) ** 2]
  for (const { level, shape, first, rows, columns } of sheets) {
    const { stride, offset, width: across, shapes } = level
    const centredAlike = { ...object, width: shape.width * shrink, height: shape.height * shrink }
    // Of the divergence, what is the same for all anchors of a shape: the distance of centres adds to it.
    const least = 1 / similarity(centredAlike, object)
    const down = around(object.y / stride - offset, count + 1, rows)
    const along = around(object.x / stride - offset, count + 1, columns)
    for (let i = down.from; i < down.to; i++)
      for (let j = along.from; j < along.to; j++) {
        const [dx, dy] = [(j + offset) * stride - object.x, (i + offset) * stride - object.y]
        const value = 1 / (least + (2 * dx ** 2) / acrossObject + (2 * dy ** 2) / downObject)
        if (value >= enough) found.push({ anchor: first + (i * across + j) * shapes.length, value })
      }
    found.sort((a, b) => b.value - a.value)
    enough = (found[count - 1]?.value ?? 0) * (1 - ROUNDING)
  }
  return found.filter(({ value }) => value >= enough).map(({ anchor }) => anchor)
}

/**
 * RFLA's assignment of one image: index of the box that each anchor learns, or -1; levels in order, row by row, all shapes of a point together.
 *
 * Each box in turn takes the `first` anchors most similar to it, also from boxes before it. Then, with all anchors shrunk, it takes the `second` most
 * similar ones, of which those count that learn nothing yet.
 *
 * Deviations: the released code shrinks anchors in place, so that they stay small for what comes after; here they do not. Which of the other anchors are
 * background and which are left out (similarity from .8 on) is not told.
 *
 * @example hierarchicalMatch([{ stride: 8, offset: 0, height: 1, width: 3, shapes: [{ width: 8, height: 8 }] }], { first: 1, second: 1, shrink: 0.9 })(
 *   [[7, -4, 15, 4]],
 * )
 * // => Int32Array [-1, 0, -1]
 */
export const hierarchicalMatch = (
  levels: readonly AnchorLevel[],
  { first, second, shrink }: Hierarchical,
  within: Border | null = null,
): ((boxes: readonly Box[]) => Int32Array) => {
  const sheets = sheetsOf(levels, within)
  const count = levels.reduce((n, level) => n + anchorCount(level), 0)
  return (boxes) => {
    const match = new Int32Array(count).fill(-1)
    const objects = boxes.map(centred)
    for (const [index, object] of objects.entries()) for (const anchor of mostSimilar(sheets, 1, object, first)) match[anchor] = index
    const later = new Int32Array(count).fill(-1)
    for (const [index, object] of objects.entries()) for (const anchor of mostSimilar(sheets, shrink, object, second)) later[anchor] = index
    return match.map((own, anchor) => (own < 0 ? (later[anchor] ?? -1) : own))
  }
}
