import type { Box } from './box.ts'
import { iou } from './iou.ts'
import { type Neighbours, neighbours } from './neighbours.ts'

/** Boxes with a score and a class each, as arrays of one length. */
export interface Scored {
  readonly boxes: readonly Box[]
  readonly scores: ArrayLike<number>
  readonly labels: ArrayLike<number>
  /** Who found each box. What one finder gives was sorted out by itself, and does not remove each other; without it everything may. */
  readonly finders?: ArrayLike<number>
}

/** Positions from the best score to the worst; equal scores keep their order. */
export const byScore = (scores: ArrayLike<number>): readonly number[] =>
  Array.from(scores, (_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))

/**
 * Greedy suppression within each class: the best box stays, and removes those of its class that `removes` says; so on with the best that is
 * left. Gives the positions that stay, by falling score, at most `limit` of them.
 *
 * Boxes are compared only with those near them that stay, in order of score, so that the search ends at the limit, and the answer is the first
 * `limit` of the whole one. Scores must be numbers (no NaN).
 *
 * @param reach the IoU of boxes up to which none removes another (`neighbours.ts`); 0 where all that touch may
 * @param removes whether the box at the first position removes the one at the second
 */
export const suppress =
  (reach: number, limit = Infinity) =>
  ({ boxes, scores, labels }: Omit<Scored, 'finders'>, removes: (better: number, other: number) => boolean): readonly number[] => {
    const kept: number[] = []
    const keptOf = new Map<number, Neighbours>()
    for (const i of byScore(scores)) {
      if (kept.length >= limit) break
      const box = boxes[i]
      const label = labels[i]
      if (box === undefined || label === undefined) throw new Error(`internal: box ${i} of ${boxes.length} with ${labels.length} labels`)
      const rivals = keptOf.get(label) ?? neighbours(reach)
      keptOf.set(label, rivals)
      if (rivals.some(box, (j) => removes(j, i))) continue
      kept.push(i)
      rivals.add(i, box)
    }
    return kept
  }

/**
 * Non-maximum suppression (NMS): a box removes the worse ones of its class whose IoU with it is above `threshold`. Gives the positions that
 * stay, by falling score, at most `limit` of them.
 *
 * @example nms(0.5)({ boxes: [[0, 0, 4, 4], [0, 0, 4, 5], [9, 9, 12, 12]], scores: [0.7, 0.9, 0.1], labels: [0, 0, 0] }) // => [1, 2]
 */
export const nms =
  (threshold: number, limit = Infinity) =>
  ({ finders, ...scored }: Scored): readonly number[] =>
    suppress(threshold, limit)(scored, (better, other) => {
      const [a, b] = [scored.boxes[better], scored.boxes[other]]
      return a !== undefined && b !== undefined && (finders === undefined || finders[better] !== finders[other]) && iou(a, b) > threshold
    })
