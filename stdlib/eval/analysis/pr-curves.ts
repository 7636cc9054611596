import type { Comparison } from '../comparison.ts'
import { matchings } from '../evaluate.ts'
import { FALSE, TRUE } from '../match.ts'
import type { Protocol } from '../protocol.ts'
import type { Counted } from './by-image.ts'
import { fates, type Judged, judgements } from './judge.ts'

/** Recalls at which curves are read: 0, .01 … 1. */
export const recalls: readonly number[] = Array.from({ length: 101 }, (_, i) => i / 100)

/** The score from which on detections are best kept, all classes' targets being as important as they are many. */
export interface Operating {
  readonly score: number
  readonly f1: number
  readonly precision: number
  readonly recall: number
}

/** One class at one size range and one IoU threshold. */
export interface PrCurve {
  /** Position in the comparison's list. */
  readonly category: number
  readonly area: string
  /** Targets to be found; not 0. */
  readonly targets: number
  /** Detections that count, right or wrong. */
  readonly detections: number
  /** The best precision at each of `recalls` or more; 0 where it is never reached. */
  readonly precision: Float64Array
  /** Undefined without a right detection. */
  readonly best: Operating | undefined
}

/** The threshold of a protocol that curves are drawn at: .5, or the first where it has none such. */
export const curveThreshold = ({ thresholds }: Protocol): number => thresholds.find((t) => t === 0.5) ?? thresholds[0] ?? 0.5

/**
 * Precision against recall of every class and size range that has a target, matched by the protocol at `curveThreshold`.
 *
 * @example prCurves(coco)(comparison).filter(({ area }) => area === 'all')
 */
export const prCurves =
  (protocol: Protocol) =>
  (comparison: Comparison): readonly PrCurve[] => {
    const row = protocol.thresholds.indexOf(curveThreshold(protocol))
    return matchings(protocol)(comparison).flatMap(({ scenes, at }) =>
      [protocol.all, ...protocol.areas].flatMap((area): readonly PrCurve[] => {
        const { outcome, positives } = at(area)
        const targets = protocol.positives === 'all' ? scenes.target.length : positives.reduce((a, b) => a + b, 0)
        if (targets === 0) return []
        const count = scenes.found.length
        const outcomes = outcome.subarray(row * count, (row + 1) * count)
        const kept = scenes.order.filter((place) => outcomes[place] === TRUE || outcomes[place] === FALSE)
        const right = Uint8Array.from(kept, (place) => (outcomes[place] === TRUE ? 1 : 0))
        const score = Float64Array.from(kept, (place) => comparison.found.score[scenes.found[place] ?? 0] ?? 0)
        return [
          {
            category: scenes.category,
            area: area.name,
            targets,
            detections: kept.length,
            precision: atRecalls(right, targets),
            best: bestF1(right, score, targets),
          },
        ]
      }),
    )
  }

const atRecalls = (right: Uint8Array, targets: number): Float64Array => {
  const places = Int32Array.from(right, (_, i) => i).filter((i) => right[i] === 1)
  const best = Float64Array.from(places, (place, k) => (k + 1) / (place + 1))
  for (let k = best.length - 2; k >= 0; k--) best[k] = Math.max(best[k] ?? 0, best[k + 1] ?? 0)
  // The hit that reaches a recall; a whole number of hits may come out of the product a little above itself.
  return Float64Array.from(recalls, (recall) => best[Math.max(0, Math.ceil(recall * targets - 1e-9) - 1)] ?? 0)
}

/**
 * The best score to keep detections from, all classes together, as `judge` has them right; undefined where nothing is right.
 *
 * @example bestScore(comparison, counted, judge(comparison, counted, tideDefaults))?.score
 */
export const bestScore = ({ found }: Comparison, { ranked }: Counted, judged: Judged): Operating | undefined => {
  const kept = ranked.filter((d) => judged.forgiven[d] !== 1)
  return bestF1(
    Uint8Array.from(kept, (d) => (judgements[judged.judgement[d] ?? 0] === 'hit' ? 1 : 0)),
    Float64Array.from(kept, (d) => found.score[d] ?? 0),
    judged.fate.reduce((n, fate) => n + (fates[fate] === 'ignored' ? 0 : 1), 0),
  )
}

/** F1 = 2 TP / (targets + detections), over cuts between different scores: no threshold parts equal ones. */
const bestF1 = (right: Uint8Array, score: Float64Array, targets: number): Operating | undefined => {
  let best: Operating | undefined
  let hits = 0
  for (let i = 0; i < right.length; i++) {
    hits += right[i] ?? 0
    if (hits === 0 || (i + 1 < right.length && score[i + 1] === score[i])) continue
    const f1 = (2 * hits) / (targets + i + 1)
    if (f1 > (best?.f1 ?? 0)) best = { score: score[i] ?? 0, f1, precision: hits / (i + 1), recall: hits / targets }
  }
  return best
}
