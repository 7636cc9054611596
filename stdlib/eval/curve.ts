import { entry } from './entry.ts'
import { FALSE, TRUE } from './match.ts'
import { RECALLS } from './protocol.ts'

/** One threshold's precision-recall curve, summarised. */
export interface Curve {
  /** Mean over the 101 recall levels of the best precision at that recall or more; 0 where it is never reached. */
  readonly precision: number
  /** Recall of all detections. */
  readonly recall: number
}

/**
 * Average precision and recall of outcomes in descending order of score (COCOeval.accumulate). `positives` is not 0.
 *
 * @example curve(Uint8Array.of(TRUE, FALSE, TRUE), 2) // => { precision: (51 + 50 * 2/3) / 101, recall: 1 }
 */
export const curve = (outcomes: Uint8Array, positives: number): Curve => {
  const count = outcomes.length
  const precision = new Float64Array(count)
  const recall = new Float64Array(count)
  let right = 0
  let wrong = 0
  for (let i = 0; i < count; i++) {
    const outcome = entry(outcomes, i)
    if (outcome === TRUE) right++
    else if (outcome === FALSE) wrong++
    recall[i] = right / positives
    precision[i] = right / (wrong + right + Number.EPSILON)
  }
  for (let i = count - 1; i > 0; i--) {
    if (entry(precision, i) > entry(precision, i - 1)) precision[i - 1] = entry(precision, i)
  }
  let sum = 0
  let i = 0
  for (const level of RECALLS) {
    while (i < count && entry(recall, i) < level) i++
    if (i === count) break
    sum += entry(precision, i)
  }
  return { precision: sum / RECALLS.length, recall: right / positives }
}
