import type { Comparison } from './comparison.ts'
import { pairs, type Pairs } from './overlap.ts'
import { type AreaRange, inRange, type Protocol } from './protocol.ts'
import type { CategoryScenes } from './scene.ts'

/** What became of a detection. An ignored one counts neither for nor against the detector. */
export const FALSE = 0
export const TRUE = 1
export const IGNORED = 2

/** One category at one area range: what each detection is at each threshold. */
export interface Matches {
  readonly area: AreaRange
  /** Of each scene: the targets that should be found. */
  readonly positives: Int32Array
  /** Of each of the category's `target`: 1 where it is ignored at this area range. */
  readonly ignored: Uint8Array
  /** [thresholds, found], row after row: FALSE, TRUE or IGNORED. */
  readonly outcome: Uint8Array
  /** [thresholds, found]: the pair with the target that it got; -1 where it has none. */
  readonly pair: Int32Array
}

/** What can match in a category, for all areas and thresholds. */
export interface Candidates {
  readonly scenes: CategoryScenes
  readonly near: Pairs
  /** Pairs by intersection over the detection's area, where the protocol asks for them. */
  readonly within: Pairs | undefined
}

/** pycocotools lets a threshold of 1 be reached in spite of rounding. */
const reachable = (threshold: number): number => Math.min(threshold, 1 - 1e-10)

/** The pairs of a category that any threshold of the protocol could match. */
export const candidates =
  (protocol: Protocol, comparison: Comparison) =>
  (scenes: CategoryScenes): Candidates => {
    const { crowd, ignored, count } = comparison.targets
    const least = reachable(Math.min(...protocol.thresholds))
    const pixel = protocol.boxes === 'pixels' ? 1 : 0
    const near = pairs(comparison, scenes, { crowd: protocol.matching === 'visdrone' ? ignored : crowd, pixel, least })
    const every = new Uint8Array(count).fill(1)
    return {
      scenes,
      near,
      within: protocol.matching === 'tinyperson' ? pairs(comparison, scenes, { crowd: every, pixel, least }) : undefined,
    }
  }

/**
 * Gives targets to detections, best score first, by the protocol's rule (`Matching`). By `coco` that is COCOeval.evaluateImg (pycocotools 2.0): of equal
 * overlaps the later target; targets that are crowds or outside the area range are ignored: they come second, whatever their overlap, and their
 * detections are ignored with them. A detection without target is ignored where its own area is outside the range.
 */
export const match =
  (protocol: Protocol, { targets, found }: Comparison, own: Candidates) =>
  (area: AreaRange): Matches => {
    const { scenes, near } = own
    const count = scenes.found.length
    const ignored = scenes.target.length === 0 ? new Uint8Array(0) : new Uint8Array(scenes.target.length)
    for (let i = 0; i < ignored.length; i++) {
      const row = scenes.target[i] ?? 0
      ignored[i] = (targets.ignored[row] ?? 0) === 1 || !inRange(area, targets.area[row] ?? 0) ? 1 : 0
    }
    const many = Uint8Array.from(scenes.target, (row) => (protocol.matching === 'visdrone' ? targets.ignored : targets.crowd)[row] ?? 0)
    const unmatched = new Uint8Array(count)
    for (let d = 0; d < count; d++) {
      const box = 4 * (scenes.found[d] ?? 0)
      unmatched[d] = inRange(area, (found.bbox[box + 2] ?? 0) * (found.bbox[box + 3] ?? 0)) ? FALSE : IGNORED
    }
    const outcome = new Uint8Array(protocol.thresholds.length * count)
    const pair = new Int32Array(protocol.thresholds.length * count).fill(-1)
    const assign = protocol.matching === 'voc' ? bestOfAll(near, ignored, protocol.reach === 'above') : bestFree(near, ignored, many)
    protocol.thresholds.forEach((threshold, t) => {
      const outcomes = outcome.subarray(t * count, (t + 1) * count)
      outcomes.set(unmatched)
      if (own.within !== undefined) excuse(own.within, ignored, reachable(threshold), outcomes)
      assign(protocol.reach === 'above' ? threshold : reachable(threshold), outcomes, pair.subarray(t * count, (t + 1) * count))
    })
    return { area, positives: positivesOf(scenes, ignored), ignored, outcome, pair }
  }

type Assign = (threshold: number, outcome: Uint8Array, pair: Int32Array) => void

/** The free target of most overlap; ignored ones come second, and those of `many` stay free. */
const bestFree =
  (near: Pairs, ignored: Uint8Array, many: Uint8Array): Assign =>
  (threshold, outcome, pair) => {
    const taken = new Uint8Array(ignored.length)
    for (const d of near.paired) {
      let counted = -1
      let other = -1
      let most = threshold
      let mostOther = threshold
      const end = near.start[d + 1] ?? 0
      for (let p = near.start[d] ?? 0; p < end; p++) {
        const target = near.target[p] ?? 0
        const overlap = near.overlap[p] ?? 0
        if ((taken[target] ?? 0) > (many[target] ?? 0)) continue
        if ((ignored[target] ?? 0) === 0) {
          if (overlap < most) continue
          most = overlap
          counted = p
        } else {
          if (overlap < mostOther) continue
          mostOther = overlap
          other = p
        }
      }
      const chosen = counted >= 0 ? counted : other
      if (chosen < 0) continue
      outcome[d] = counted >= 0 ? TRUE : IGNORED
      pair[d] = chosen
      taken[near.target[chosen] ?? 0] = 1
    }
  }

/** The target of most overlap, the first of equal ones: right where it is free, ignored where that one is, else wrong (VOC devkit, `VOCevaldet`). */
const bestOfAll =
  (near: Pairs, ignored: Uint8Array, above: boolean): Assign =>
  (threshold, outcome, pair) => {
    const taken = new Uint8Array(ignored.length)
    for (let d = 0; d < outcome.length; d++) {
      let best = -1
      let most = 0
      const end = near.start[d + 1] ?? 0
      for (let p = near.start[d] ?? 0; p < end; p++) {
        if ((near.overlap[p] ?? 0) <= most) continue
        most = near.overlap[p] ?? 0
        best = p
      }
      outcome[d] = FALSE
      if (best < 0 || (above ? most <= threshold : most < threshold)) continue
      const target = near.target[best] ?? 0
      if (ignored[target] === 1) outcome[d] = IGNORED
      else if (taken[target] === 0) {
        taken[target] = 1
        outcome[d] = TRUE
        pair[d] = best
      }
    }
  }

/** A detection that an ignored target covers by the threshold is no mistake (TinyBenchmark's IoD). */
const excuse = (within: Pairs, ignored: Uint8Array, threshold: number, outcome: Uint8Array): void => {
  for (const d of within.paired) {
    const end = within.start[d + 1] ?? 0
    for (let p = within.start[d] ?? 0; p < end; p++) {
      if ((ignored[within.target[p] ?? 0] ?? 0) === 1 && (within.overlap[p] ?? 0) >= threshold) outcome[d] = IGNORED
    }
  }
}

const positivesOf = ({ image, targetStart }: CategoryScenes, ignored: Uint8Array): Int32Array => {
  const positives = new Int32Array(image.length)
  for (let s = 0; s < image.length; s++) {
    for (let t = targetStart[s] ?? 0; t < (targetStart[s + 1] ?? 0); t++) positives[s] = (positives[s] ?? 0) + 1 - (ignored[t] ?? 0)
  }
  return positives
}
