import type { Box } from './box.ts'
import { iou } from './iou.ts'
import { type Neighbours, neighbours } from './neighbours.ts'
import { byScore, type Scored } from './nms.ts'

/** How boxes become one. */
export interface Fusion {
  /** A box joins the cluster whose box it has the highest IoU with, if that is above this. */
  readonly iou: number
  /**
   * The score of a cluster: the highest of its boxes (`max`), or their mean, times the share of the `models` that found it (as many as there
   * are boxes in it, at most all).
   */
  readonly score: 'max' | { readonly models: number }
}

/** A box made of several, and how many. */
export interface Fused {
  readonly box: Box
  readonly score: number
  readonly label: number
  readonly of: number
}

interface Cluster {
  readonly label: number
  readonly members: number[]
  readonly box: Box
  /** Sums over members, of the score and of the score times each coordinate. */
  readonly weight: number
  readonly sums: readonly [number, number, number, number]
}

/**
 * Weighted boxes fusion (Solovyev, Wang, Gabruseva: "Weighted boxes fusion", Image and Vision Computing 2021, section 3): by falling score each
 * box joins the cluster of its class that it agrees with best, or begins one; a cluster's box is the mean of its members', weighted by
 * score. Best first; equal scores keep the order in which their clusters began.
 *
 * As ensemble-boxes 1.0.9 computes it with weights of 1 (`conf_type` `max`, or `avg` for `models`), but for one thing that it does not have: two
 * boxes of one finder, where `finders` says who found what, never share a cluster.
 *
 * @example fuse({ iou: 0.5, score: 'max' })({ boxes: [[0, 0, 4, 4], [0, 0, 4, 6]], scores: [0.75, 0.25], labels: [0, 0] })
 * // => [{ box: [0, 0, 4, 4.5], score: 0.75, label: 0, of: 2 }]
 */
export const fuse =
  (o: Fusion) =>
  ({ boxes, scores, labels, finders }: Scored): readonly Fused[] => {
    const clusters: Cluster[] = []
    const known = new Map<number, Neighbours>()
    for (const i of byScore(scores)) {
      const box = boxes[i]
      const label = labels[i]
      const score = scores[i] ?? 0
      if (box === undefined || label === undefined) throw new Error(`internal: box ${i} of ${boxes.length} with ${labels.length} labels`)
      const near = known.get(label) ?? neighbours(o.iou)
      known.set(label, near)
      const taken = ({ members }: Cluster): boolean => finders !== undefined && members.some((j) => finders[j] === finders[i])
      const best = { iou: o.iou, at: -1 }
      near.some(box, (at) => {
        const cluster = clusters[at]
        const found = cluster === undefined || taken(cluster) ? 0 : iou(cluster.box, box)
        if (found > best.iou || (found === best.iou && best.at > at)) Object.assign(best, { iou: found, at })
        return false
      })
      const cluster = clusters[best.at]
      if (cluster === undefined) {
        clusters.push({ label, members: [i], box, weight: score, sums: weighted(box, score) })
        near.add(clusters.length - 1, box)
      } else {
        cluster.members.push(i)
        const joined = withBox(cluster, box, score)
        clusters[best.at] = joined
        near.add(best.at, joined.box)
      }
    }
    const fused = clusters.map(({ box, label, members }) => ({ box, label, score: scoreOf(o, members, scores), of: members.length }))
    return byScore(fused.map(({ score }) => score)).flatMap((i) => fused[i] ?? [])
  }

const weighted = ([x1, y1, x2, y2]: Box, by: number): Box => [x1 * by, y1 * by, x2 * by, y2 * by]

const withBox = (cluster: Cluster, box: Box, score: number): Cluster => {
  const [a, b, c, d] = cluster.sums
  const [x1, y1, x2, y2] = weighted(box, score)
  const sums = [a + x1, b + y1, c + x2, d + y2] as const
  const weight = cluster.weight + score
  // Scores of 0 weigh nothing: the first box stands for them all.
  return {
    ...cluster,
    sums,
    weight,
    box: weight > 0 ? [sums[0] / weight, sums[1] / weight, sums[2] / weight, sums[3] / weight] : cluster.box,
  }
}

const scoreOf = ({ score }: Fusion, members: readonly number[], scores: ArrayLike<number>): number => {
  const own = members.map((i) => scores[i] ?? 0)
  if (score === 'max') return Math.max(...own)
  return ((own.reduce((a, b) => a + b, 0) / own.length) * Math.min(score.models, own.length)) / score.models
}
