import { recalls } from '../../stdlib/eval/analysis/pr-curves.ts'
import type { Comparison } from '../../stdlib/eval/comparison.ts'
import { cutOf } from '../../stdlib/eval/cut.ts'
import type { Protocol } from '../../stdlib/eval/protocol.ts'
import type { Summary } from '../../stdlib/eval/summary.ts'
import type { Analysis, Compared } from './analyse.ts'

/** What is not a number is null, as JSON has no NaN. */
const number = (value: number): number | null => (Number.isNaN(value) ? null : value)

const named = (comparison: Analysis['comparison'] | Compared['comparison'], category: number | undefined) =>
  category === undefined ? {} : { class: comparison.categories[category]?.name ?? '' }

/** What numbers are by: two of them stand in one column only where this is the same. A limit is null where there is none. */
const protocolJson = ({ name, maxDets, limit, mean }: Protocol) => ({
  name,
  maxDets: maxDets.map((n) => (n === Infinity ? null : n)),
  limitOf: limit,
  meanOver: mean,
})

/** The metrics by name, by what they were measured, and how many detections its last limit left out. */
export const metricsJson = (metrics: Summary, protocol: Protocol, comparison: Comparison): Readonly<Record<string, unknown>> => ({
  ...metrics,
  protocol: protocolJson(protocol),
  cut: cutOf(protocol, comparison),
})

/** The same, and a key for everything else that was asked for. */
export const analysisJson = (a: Analysis): Readonly<Record<string, unknown>> => ({
  ...metricsJson(a.metrics, a.protocol, a.comparison),
  ...(a.intervals === undefined
    ? {}
    : {
        intervals: {
          level: a.intervals.level,
          replicates: a.intervals.replicates,
          seed: a.intervals.seed,
          images: a.comparison.images.length,
          of: a.intervals.estimates.map((e) => ({
            metric: e.metric,
            ...named(a.comparison, e.category),
            value: number(e.value),
            low: number(e.low),
            high: number(e.high),
            replicates: e.replicates,
          })),
        },
      }),
  ...(a.classes === undefined
    ? {}
    : {
        recalls,
        classes: a.classes.map(({ category, metrics, curves }) => ({
          ...category,
          metrics,
          curves: curves.map(({ area, targets, detections, best, precision }) => ({
            size: area,
            objects: targets,
            detections,
            best: best ?? null,
            precision: [...precision],
          })),
        })),
      }),
  ...(a.errors === undefined ? {} : { tide: a.errors }),
  ...(a.confusion === undefined ? {} : { confusion: confusionJson(a.confusion, a.comparison) }),
  ...(a.calibration === undefined
    ? {}
    : {
        calibration: a.calibration && {
          ...a.calibration,
          bins: a.calibration.bins.map((b) => ({ ...b, confidence: number(b.confidence), precision: number(b.precision) })),
        },
      }),
})

const confusionJson = (
  { score, overlap, classes, counts }: NonNullable<Analysis['confusion']>,
  { categories }: Analysis['comparison'],
) => ({
  score,
  overlap,
  names: [...categories.map(({ name }) => name), 'background'],
  counts: Array.from({ length: classes + 1 }, (_, r) => [...counts.subarray(r * (classes + 1), (r + 1) * (classes + 1))]),
})

/** Both files, and every difference. */
export const comparedJson = (
  { protocol, comparison, options, differences }: Compared,
  names: readonly [string, string],
): Readonly<Record<string, unknown>> => ({
  a: names[0],
  b: names[1],
  protocol: protocolJson(protocol),
  images: comparison.images.length,
  ...options,
  differences: differences.map((d) => ({
    metric: d.metric,
    ...named(comparison, d.category),
    a: number(d.a),
    b: number(d.b),
    difference: number(d.difference),
    low: number(d.low),
    high: number(d.high),
    p: number(d.p),
  })),
})
