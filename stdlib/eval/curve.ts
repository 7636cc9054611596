import { TRUE, FALSE } from './match.ts'
import { rowsOf } from './order.ts'
import type { Points } from './protocol.ts'
import { linspace } from './protocols.ts'

/** The true positives of a ranking, best score first. */
export interface Hits {
  /** Of each: how many false positives are ranked above it. */
  readonly wrong: Int32Array
  /** All false positives. */
  readonly mistakes: number
}

/** Reads the hits off outcomes, `order` being the places by descending score. */
export const hits = (outcome: Uint8Array, order: Int32Array): Hits => {
  const wrong = new Int32Array(order.length)
  let right = 0
  let mistakes = 0
  for (let i = 0; i < order.length; i++) {
    const what = outcome[order[i] ?? 0]
    if (what === TRUE) wrong[right++] = mistakes
    else if (what === FALSE) mistakes++
  }
  return { wrong: wrong.subarray(0, right), mistakes }
}

/** Precision after each hit, and the best of it and all later ones: precision falls between hits and is read nowhere else. */
const envelope = (wrong: Int32Array, none: number): Float64Array => {
  const best = new Float64Array(wrong.length)
  for (let i = wrong.length - 1; i >= 0; i--) {
    const own = (i + 1) / ((wrong[i] ?? 0) + i + 1 + none)
    best[i] = i + 1 < best.length ? Math.max(own, best[i + 1] ?? 0) : own
  }
  return best
}

/** The mean of the best precision at these recalls or more; 0 where one is never reached. */
const atRecalls = (levels: readonly number[], best: Float64Array, positives: number): number => {
  let sum = 0
  let i = 0
  for (const level of levels) {
    while (i < best.length && (i + 1) / positives < level) i++
    if (i === best.length) break
    sum += best[i] ?? 0
  }
  return sum / levels.length
}

/** The mean of the best precision at these recalls or more, ascending. `wrong` as `hits` gives it; `positives` is not 0. */
export const meanPrecision = (levels: readonly number[], wrong: Int32Array, positives: number): number =>
  atRecalls(levels, envelope(wrong, 0), positives)

const RECALLS = linspace(0, 1, 101)
const ELEVEN = linspace(0, 1, 11)

/**
 * Average precision by each way of reading the curve. `positives` is not 0.
 *
 * - `101 points`: COCOeval.accumulate, whose denominator has NumPy's `spacing(1)` added.
 * - `11 points`: VOC2007's.
 * - `every point`: the area under the envelope, VOC's since 2010.
 *
 * @example averagePrecision['every point'](Int32Array.of(0, 1), 2) // => 5 / 6
 */
export const averagePrecision: Readonly<Record<Points, (wrong: Int32Array, positives: number) => number>> = {
  '101 points': (wrong, positives) => atRecalls(RECALLS, envelope(wrong, Number.EPSILON), positives),
  '11 points': (wrong, positives) => meanPrecision(ELEVEN, wrong, positives),
  'every point': (wrong, positives) => {
    const best = envelope(wrong, 0)
    let sum = 0
    for (let i = 0; i < best.length; i++) sum += ((i + 1) / positives - i / positives) * (best[i] ?? 0)
    return sum
  },
}

/** One threshold's precision-recall curve, summarised. */
export interface Curve {
  /** The averages that were asked for, in their order. */
  readonly precision: readonly number[]
  /** Recall of all detections. */
  readonly recall: number
}

/**
 * Average precision and recall of outcomes. `positives` is not 0.
 *
 * @param order the places of `outcome` by descending score; where it is left out, as they stand
 * @example curve(['101 points'], Uint8Array.of(TRUE, FALSE, TRUE), 2) // => { precision: [(51 + 50 * 2/3) / 101], recall: 1 }
 */
export const curve = (
  average: readonly Points[],
  outcome: Uint8Array,
  positives: number,
  order: Int32Array = rowsOf(outcome.length),
): Curve => {
  const { wrong } = hits(outcome, order)
  return { precision: average.map((points) => averagePrecision[points](wrong, positives)), recall: wrong.length / positives }
}
