import type { Olrp } from './olrp.ts'
import type { Points, Protocol } from './protocol.ts'

/** One number of a protocol: its name, and what it is the mean of. */
export type Metric =
  | { readonly kind: 'precision'; readonly name: string; readonly area: string; readonly threshold?: number; readonly points: Points }
  | { readonly kind: 'recall'; readonly name: string; readonly area: string; readonly threshold?: number; readonly maxDets: number }
  | { readonly kind: 'olrp'; readonly name: string; readonly part: keyof Olrp }

const percent = (threshold: number): string => String(Math.round(100 * threshold))

/**
 * A protocol's metrics, with names and order as its reference prints them.
 *
 * - coco: AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl
 * - aitod: AP AP50 AP75 APvt APt APs APm AR1 AR100 AR1500 ARvt ARt ARs ARm oLRP oLRP_loc oLRP_fp oLRP_fn
 * - visdrone: AP AP50 AP75 AR1 AR10 AR100 AR500
 * - dota, voc: AP50_07 (11 points) AP50_area
 * - tinyperson: AP25_all AP25_tiny … AP75_reasonable, AR25_all … AR75_reasonable
 *
 * AP is at the last of `maxDets`, and AR's numbers are those of `maxDets`.
 */
export const metricsOf = (protocol: Protocol): readonly Metric[] => reports[protocol.report](protocol)

const reports: Readonly<Record<Protocol['report'], (protocol: Protocol) => readonly Metric[]>> = {
  coco: ({ all, areas, maxDets, average: [points], olrp }) => {
    const last = Math.max(...maxDets)
    return [
      { kind: 'precision', name: 'AP', area: all.name, points },
      { kind: 'precision', name: 'AP50', area: all.name, threshold: 0.5, points },
      { kind: 'precision', name: 'AP75', area: all.name, threshold: 0.75, points },
      ...areas.map((a): Metric => ({ kind: 'precision', name: `AP${a.name}`, area: a.name, points })),
      ...maxDets.map((most): Metric => ({ kind: 'recall', name: `AR${String(most)}`, area: all.name, maxDets: most })),
      ...areas.map((a): Metric => ({ kind: 'recall', name: `AR${a.name}`, area: a.name, maxDets: last })),
      ...(olrp ? parts : []),
    ]
  },
  tinyperson: ({ thresholds, all, areas, maxDets, average: [points] }) => {
    const every = thresholds.flatMap((threshold) => [all, ...areas].map((a) => ({ threshold, area: a.name })))
    const last = Math.max(...maxDets)
    return [
      ...every.map((e): Metric => ({ kind: 'precision', name: `AP${percent(e.threshold)}_${e.area}`, points, ...e })),
      ...every.map((e): Metric => ({ kind: 'recall', name: `AR${percent(e.threshold)}_${e.area}`, maxDets: last, ...e })),
    ]
  },
  voc: ({ thresholds, all, average }) =>
    thresholds.flatMap((threshold) =>
      average.map((points): Metric => ({
        kind: 'precision',
        name: `AP${percent(threshold)}_${suffix[points]}`,
        area: all.name,
        threshold,
        points,
      })),
    ),
}

const suffix: Readonly<Record<Points, string>> = { '101 points': '101', '11 points': '07', 'every point': 'area' }

const parts: readonly Metric[] = [
  { kind: 'olrp', name: 'oLRP', part: 'total' },
  { kind: 'olrp', name: 'oLRP_loc', part: 'localisation' },
  { kind: 'olrp', name: 'oLRP_fp', part: 'falsePositive' },
  { kind: 'olrp', name: 'oLRP_fn', part: 'falseNegative' },
]
