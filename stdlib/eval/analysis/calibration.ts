import type { Comparison } from '../comparison.ts'
import { type Judged, judgements } from './judge.ts'

/** Detections whose score lies in [from, to), the last bin's also at 1. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean score; NaN of an empty bin. */
  readonly confidence: number
  /** The part that is right; NaN of an empty bin. */
  readonly precision: number
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[]
  readonly count: number
  /** Σ_bins count / all · |precision - confidence|. */
  readonly dEce: number
  /** Mean (score - right)²; right is 0 or 1. */
  readonly brier: number
}

/**
 * Whether a score of .7 is right seven times in ten: the detection expected calibration error (Küppers et al., "Multivariate Confidence
 * Calibration for Object Detection", CVPRW 2020, eq. 4, on the score alone) over bins of equal width, of every detection within the limit
 * that counts, right as `judge` has it, at its IoU. Detections that find nothing weigh like others: a detector that is asked for more boxes of
 * low scores gets a lower error.
 *
 * @returns undefined where a score is outside of [0, 1], as of logits, or nothing is detected: there is no frequency to compare
 */
export const calibration = ({ found }: Comparison, judged: Judged, bins = 10): Calibration | undefined => {
  const rows = Int32Array.from({ length: found.count }, (_, d) => d).filter(
    (d) => judgements[judged.judgement[d] ?? 0] !== 'cut' && judged.forgiven[d] !== 1,
  )
  const scores = Float64Array.from(rows, (d) => found.score[d] ?? 0)
  const right = Uint8Array.from(rows, (d) => (judgements[judged.judgement[d] ?? 0] === 'hit' ? 1 : 0))
  if (rows.length === 0 || scores.some((s) => s < 0 || s > 1)) return undefined
  const [count, sum, hits] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  scores.forEach((score, i) => {
    const bin = Math.min(bins - 1, Math.floor(score * bins))
    count[bin] = (count[bin] ?? 0) + 1
    sum[bin] = (sum[bin] ?? 0) + score
    hits[bin] = (hits[bin] ?? 0) + (right[i] ?? 0)
  })
  const told = Array.from(count, (n, bin): ReliabilityBin => {
    const [confidence, precision] = [(sum[bin] ?? 0) / n, (hits[bin] ?? 0) / n]
    return { from: bin / bins, to: (bin + 1) / bins, count: n, confidence, precision }
  })
  return {
    bins: told,
    count: rows.length,
    dEce: told.reduce((e, b) => (b.count === 0 ? e : e + (b.count / rows.length) * Math.abs(b.precision - b.confidence)), 0),
    brier: scores.reduce((e, score, i) => e + (score - (right[i] ?? 0)) ** 2, 0) / rows.length,
  }
}
