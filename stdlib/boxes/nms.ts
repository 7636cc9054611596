import type { Box } from './box.ts'
import { iou } from './iou.ts'

/** Boxes with a score and a class each, as three arrays of one length. */
export interface Scored {
  readonly boxes: readonly Box[]
  readonly scores: ArrayLike<number>
  readonly labels: ArrayLike<number>
}

/** Positions from the best score to the worst; equal scores keep their order. */
export const byScore = (scores: ArrayLike<number>): readonly number[] =>
  Array.from(scores, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))

/**
 * Non-maximum suppression (NMS), greedy and within each class: the best box stays, and removes the boxes of its class whose IoU with
 * it is above `threshold`; so on with the best that is left. Gives the positions that stay, by falling score, at most `limit` of them.
 *
 * Boxes are compared only with those that stay, in order of score, so that the search ends at the limit: at most
 * boxes × limit comparisons, and the answer is the first `limit` of the whole one. Scores must be numbers (no NaN).
 *
 * @example nms(0.5)({ boxes: [[0, 0, 4, 4], [0, 0, 4, 5], [9, 9, 12, 12]], scores: [0.7, 0.9, 0.1], labels: [0, 0, 0] }) // => [1, 2]
 */
export const nms =
  (threshold: number, limit = Infinity) =>
  ({ boxes, scores, labels }: Scored): readonly number[] => {
    const kept: number[] = []
    const keptOf = new Map<number, Box[]>()
    for (const i of byScore(scores)) {
      if (kept.length >= limit) break
      const box = boxes[i]
      const label = labels[i]
      if (box === undefined || label === undefined) throw new Error(`internal: box ${i} of ${boxes.length} with ${labels.length} labels`)
      const rivals = keptOf.get(label) ?? []
      if (rivals.some((r) => iou(r, box) > threshold)) continue
      kept.push(i)
      rivals.push(box)
      keptOf.set(label, rivals)
    }
    return kept
  }
