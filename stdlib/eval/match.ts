import { entry } from './entry.ts'
import type { Pairs } from './overlap.ts'
import { type AreaRange, inRange } from './protocol.ts'
import type { Scene } from './scene.ts'

/** What became of a detection. An ignored one counts neither for nor against the detector. */
export const FALSE = 0
export const TRUE = 1
export const IGNORED = 2

/** One scene at one area range. */
export interface Matches {
  /** Targets that should be found. */
  readonly positives: number
  /** Outcomes [thresholds, detections], row after row. */
  readonly outcome: Uint8Array
  /** Overlap of each detection with its target at the first threshold; 0 where it has none. */
  readonly overlap: Float64Array
}

/** pycocotools lets a threshold of 1 be reached in spite of rounding. */
const reachable = (threshold: number): number => Math.min(threshold, 1 - 1e-10)

/** The overlap below which no pair can match at any of these thresholds. */
export const leastOverlap = (thresholds: readonly number[]): number => reachable(Math.min(...thresholds))

/**
 * Gives each detection, best score first, the free target that it overlaps most and at least by the threshold; of equal
 * overlaps the later target. Targets that are crowds or outside the area range are ignored: they come second, whatever
 * their overlap, and their detections are ignored with them. A crowd stays free. A detection without target is ignored
 * where its own area is outside the range. This is COCOeval.evaluateImg (pycocotools 2.0).
 */
export const match = (scene: Scene, near: Pairs, area: AreaRange, thresholds: readonly number[]): Matches => {
  const { detections, targets } = scene
  const ignored = new Uint8Array(targets.map((t) => (t.crowd || !inRange(area, t.area) ? 1 : 0)))
  const crowd = new Uint8Array(targets.map((t) => (t.crowd ? 1 : 0)))
  const unmatched = new Uint8Array(detections.map(({ bbox }) => (inRange(area, bbox[2] * bbox[3]) ? FALSE : IGNORED)))
  const count = detections.length
  const outcome = new Uint8Array(thresholds.length * count)
  const overlap = new Float64Array(count)

  const best = (d: number, kind: 0 | 1, threshold: number, taken: Uint8Array): number => {
    let most = threshold
    let pair = -1
    for (let p = entry(near.start, d); p < entry(near.start, d + 1); p++) {
      const target = entry(near.target, p)
      if (entry(ignored, target) !== kind || entry(taken, target) > entry(crowd, target)) continue
      if (entry(near.overlap, p) < most) continue
      most = entry(near.overlap, p)
      pair = p
    }
    return pair
  }
  for (const [t, threshold] of thresholds.map(reachable).entries()) {
    const taken = new Uint8Array(targets.length)
    for (let d = 0; d < count; d++) {
      const counted = best(d, 0, threshold, taken)
      const pair = counted >= 0 ? counted : best(d, 1, threshold, taken)
      outcome[t * count + d] = counted >= 0 ? TRUE : pair >= 0 ? IGNORED : entry(unmatched, d)
      if (pair < 0) continue
      taken[entry(near.target, pair)] = 1
      if (t === 0) overlap[d] = entry(near.overlap, pair)
    }
  }
  return { positives: ignored.length - ignored.reduce((n, i) => n + i, 0), outcome, overlap }
}
