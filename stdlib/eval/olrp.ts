import { FALSE, TRUE } from './match.ts'

/** Optimal localisation-recall-precision error and its parts; NaN where there is nothing to measure. Lower is better. */
export interface Olrp {
  readonly total: number
  /** Mean 1 - IoU of the true positives. */
  readonly localisation: number
  /** 1 - precision. */
  readonly falsePositive: number
  /** 1 - recall. */
  readonly falseNegative: number
}

/**
 * The least LRP error over all cuts of the ranking (Oksuz et al., "One Metric to Measure them All", 2021):
 *
 *   LRP = (Σ_TP (1 - IoU) / (1 - τ) + FP + FN) / (TP + FP + FN)
 *
 * A cut lies after each detection, also between equal scores, as in cocoapi-aitod. Without any true positive: total and
 * falseNegative 1, the others NaN.
 *
 * @example
 * // F: three targets, detections right with IoU .9, wrong, right with IoU .6 => LRP .7333, .8, .75
 * olrp(Uint8Array.of(TRUE, FALSE, TRUE), Float64Array.of(0.9, 0, 0.6), 3, 0.5).total // => 0.7333…
 */
export const olrp = (outcomes: Uint8Array, overlap: Float64Array, positives: number, threshold: number): Olrp => {
  let best: Olrp = { total: 1, localisation: NaN, falsePositive: NaN, falseNegative: 1 }
  if (!outcomes.includes(TRUE)) return best
  let least = Infinity
  let right = 0
  let wrong = 0
  let overlaps = 0
  for (let i = 0; i < outcomes.length; i++) {
    const outcome = outcomes[i]
    if (outcome === TRUE) {
      right++
      overlaps += overlap[i] ?? 0
    } else if (outcome === FALSE) wrong++
    const missed = positives - right
    const distance = right - overlaps
    const total = (distance / (1 - threshold) + wrong + missed) / (right + wrong + missed)
    if (total >= least) continue
    least = total
    best = { total, localisation: distance / right, falsePositive: wrong / (right + wrong), falseNegative: missed / positives }
  }
  return best
}
