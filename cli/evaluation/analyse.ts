import { type BootstrapOptions, type Estimate, intervals, replicates } from '../../stdlib/eval/analysis/bootstrap.ts'
import { counted, type Counted } from '../../stdlib/eval/analysis/by-image.ts'
import { type Calibration, calibration } from '../../stdlib/eval/analysis/calibration.ts'
import { type Difference, differences, pairedReplicates } from '../../stdlib/eval/analysis/compare.ts'
import { type Confusion, confusion, confusionDefaults } from '../../stdlib/eval/analysis/confusion.ts'
import { estimator } from '../../stdlib/eval/analysis/estimator.ts'
import { judge, type Judged, tideDefaults } from '../../stdlib/eval/analysis/judge.ts'
import { bestScore, type Operating, type PrCurve, prCurves } from '../../stdlib/eval/analysis/pr-curves.ts'
import { type Tide, tide } from '../../stdlib/eval/analysis/tide.ts'
import type { Comparison } from '../../stdlib/eval/comparison.ts'
import { type CategoryEvaluation, evaluate } from '../../stdlib/eval/evaluate.ts'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import { categorySummary, summary, type Summary } from '../../stdlib/eval/summary.ts'

/** What is asked for beside the metrics. */
export interface Asked {
  readonly classes: boolean
  readonly errors: boolean
  readonly confusion: boolean
  readonly calibration: boolean
  readonly bootstrap?: BootstrapOptions
}

/** One class: its metrics and its curves, one a size range that it has targets of. */
export interface ClassAnalysis {
  readonly category: { readonly id: number; readonly name: string }
  readonly metrics: Summary
  readonly curves: readonly PrCurve[]
}

/** Every detection with its reason. */
export interface Looked {
  readonly counted: Counted
  readonly judged: Judged
  /** Undefined where nothing is right. */
  readonly best: Operating | undefined
}

/** Looks at every detection that the protocol counts. */
export const look = (protocol: Protocol, comparison: Comparison): Looked => {
  const kept = counted(protocol)(comparison)
  const judged = judge(comparison, kept, tideDefaults)
  return { counted: kept, judged, best: bestScore(comparison, kept, judged) }
}

/** Everything that was measured of one file of detections. */
export interface Analysis {
  readonly protocol: Protocol
  readonly comparison: Comparison
  readonly metrics: Summary
  /** Absent where nothing that needs it is asked for: metrics alone are quicker. */
  readonly looked?: Looked
  readonly classes?: readonly ClassAnalysis[]
  readonly errors?: Tide
  readonly confusion?: Confusion
  /** Null where scores are no probabilities. */
  readonly calibration?: Calibration | null
  readonly intervals?: BootstrapOptions & { readonly estimates: readonly Estimate[] }
}

/** Told how many of so many replicates are done. */
export type Tell = (done: number) => void

/**
 * Measures what is asked for.
 *
 * @param tell called after every replicate of the bootstrap
 */
export const analyse = (protocol: Protocol, comparison: Comparison, asked: Asked, tell: Tell): Analysis => {
  const evaluation = evaluate(protocol)(comparison)
  return {
    protocol,
    comparison,
    metrics: summary(evaluation),
    ...(asked.classes ? { classes: classAnalyses(protocol, comparison, evaluation.categories) } : {}),
    ...(asked.errors || asked.confusion || asked.calibration ? reasons(comparison, asked, look(protocol, comparison)) : {}),
    ...(asked.bootstrap === undefined ? {} : { intervals: bootstrapped(protocol, comparison, asked.bootstrap, tell) }),
  }
}

const reasons = (
  comparison: Comparison,
  asked: Asked,
  looked: Looked,
): Pick<Analysis, 'looked' | 'errors' | 'confusion' | 'calibration'> => {
  const { counted: kept, judged, best } = looked
  const options = { ...confusionDefaults, score: best?.score ?? confusionDefaults.score }
  return {
    looked,
    ...(asked.errors ? { errors: tide(comparison, kept, judged) } : {}),
    ...(asked.confusion ? { confusion: confusion(comparison, kept, options) } : {}),
    ...(asked.calibration ? { calibration: calibration(comparison, judged) ?? null } : {}),
  }
}

const classAnalyses = (protocol: Protocol, comparison: Comparison, evaluated: readonly CategoryEvaluation[]): readonly ClassAnalysis[] => {
  const curves = prCurves(protocol)(comparison)
  return comparison.categories.flatMap((category, at) => {
    const own = evaluated.find((e) => e.category === category.id)
    return own === undefined
      ? []
      : [{ category, metrics: categorySummary(protocol)(own), curves: curves.filter((curve) => curve.category === at) }]
  })
}

const bootstrapped = (
  protocol: Protocol,
  comparison: Comparison,
  options: BootstrapOptions,
  tell: Tell,
): NonNullable<Analysis['intervals']> => {
  const of = estimator(protocol)(comparison)
  return { ...options, estimates: intervals(of, told(replicates(of, options), tell), options) }
}

/** Two files of detections of the same images. */
export interface Compared {
  readonly protocol: Protocol
  /** Without detections. */
  readonly comparison: Pick<Comparison, 'images' | 'categories'>
  readonly options: BootstrapOptions
  readonly differences: readonly Difference[]
}

/** Measures both, and how far apart they are on the same drawn images. */
export const compareTwo = (protocol: Protocol, a: Comparison, b: Comparison, options: BootstrapOptions, tell: Tell): Compared => {
  const [first, second] = [estimator(protocol)(a), estimator(protocol)(b)]
  const drawn = told(pairedReplicates(first, second, options), tell)
  return {
    protocol,
    comparison: { images: a.images, categories: a.categories },
    options,
    differences: differences(first, second, drawn, options),
  }
}

const told = <A>(drawn: Iterable<A>, tell: Tell): readonly A[] => {
  const all: A[] = []
  for (const one of drawn) {
    all.push(one)
    tell(all.length)
  }
  return all
}
