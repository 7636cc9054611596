import type { Comparison } from './comparison.ts'
import { type Curve, curve } from './curve.ts'
import { candidates, type Candidates, match, type Matches } from './match.ts'
import { type Olrp, olrp } from './olrp.ts'
import { type AreaRange, lastLimit, type Protocol } from './protocol.ts'
import { type CategoryScenes, scenesOf } from './scene.ts'

/** One category within one area range, all thresholds, with at most `maxDets` detections. */
export interface Cell {
  readonly area: string
  readonly maxDets: number
  /** Targets that should be found. */
  readonly positives: number
  /** One a threshold of the protocol. */
  readonly curves: readonly Curve[]
}

/** One category. A cell without a target to find is left out. */
export interface CategoryEvaluation {
  /** Its id. */
  readonly category: number
  /** Images that have a target of it. */
  readonly images: number
  readonly cells: readonly Cell[]
  /** Absent where the protocol does not ask for it or the category has no target. */
  readonly olrp?: Olrp
}

/** Everything that a protocol's metrics are means of. */
export interface Evaluation {
  readonly protocol: Protocol
  readonly categories: readonly CategoryEvaluation[]
}

/**
 * What a protocol matches of one category: scenes, pairs near enough, and outcomes at any of its area ranges.
 *
 * @example matchings(coco)(comparison).map(({ at }) => at(coco.all).outcome)
 */
export interface Matching extends Candidates {
  readonly at: (area: AreaRange) => Matches
}

/** The matchings of every category, with at most `limit` detections of what the protocol limits. */
export const matchings =
  (protocol: Protocol, limit: number = lastLimit(protocol)) =>
  (comparison: Comparison): readonly Matching[] =>
    scenesOf(protocol, limit)(comparison).map(matching(protocol, comparison))

const matching =
  (protocol: Protocol, comparison: Comparison) =>
  (scenes: CategoryScenes): Matching => {
    const own = candidates(protocol, comparison)(scenes)
    return { ...own, at: match(protocol, comparison, own) }
  }

/**
 * Compares detections with the ground truth, with pycocotools' order of operations throughout, so that its numbers come out to the last digits.
 *
 * Differs from pycocotools: a target whose annotation id is 0 can be found like any other (there a match with it is lost).
 *
 * @example summary(evaluate(aitod)(comparison)).APvt
 */
export const evaluate =
  (protocol: Protocol) =>
  (comparison: Comparison): Evaluation => {
    // Where detections are limited by image, another limit leaves others, which match otherwise; by class, a smaller limit leaves the best.
    const others = protocol.limit === 'image' ? protocol.maxDets.slice(0, -1) : []
    const more = others.map((limit) => ({ limit, scenes: scenesOf(protocol, limit)(comparison) }))
    return {
      protocol,
      categories: scenesOf(protocol)(comparison).map((scenes, c): CategoryEvaluation => {
        const least = more.flatMap(({ limit, scenes: all }) => {
          const own = all[c]
          return own === undefined ? [] : cells(protocol, protocol.all, [limit])(matching(protocol, comparison)(own).at(protocol.all), own)
        })
        return evaluateCategory(protocol, comparison, scenes, least)
      }),
    }
  }

const evaluateCategory = (
  protocol: Protocol,
  comparison: Comparison,
  scenes: CategoryScenes,
  more: readonly Cell[],
): CategoryEvaluation => {
  const { all, areas, maxDets } = protocol
  const last = lastLimit(protocol)
  const own = matching(protocol, comparison)(scenes)
  const whole = own.at(all)
  // Only the whole range is measured at every limit: no protocol has an AR of a size bin at another limit than the last.
  const found = cells(protocol, all, protocol.limit === 'class' ? maxDets : [last])(whole, scenes)
  const optimum = protocol.olrp && found.length > 0 ? optimal(protocol, own, whole) : undefined
  return {
    category: comparison.categories[scenes.category]?.id ?? -1,
    images: imagesOf(scenes),
    cells: [...more, ...found, ...areas.flatMap((a) => cells(protocol, a, [last])(own.at(a), scenes))],
    ...(optimum === undefined ? {} : { olrp: optimum }),
  }
}

const cells =
  (protocol: Protocol, area: AreaRange, limits: readonly number[]) =>
  ({ positives, outcome }: Matches, scenes: CategoryScenes): readonly Cell[] => {
    const count = scenes.found.length
    const whole = protocol.positives === 'all' ? scenes.target.length : positives.reduce((a, b) => a + b, 0)
    if (whole === 0) return []
    return limits.map((most) => {
      const order = protocol.limit === 'image' ? scenes.order : scenes.order.filter((place) => (scenes.rank[place] ?? 0) < most)
      const curves = protocol.thresholds.map((_, t) => curve(protocol.average, outcome.subarray(t * count, (t + 1) * count), whole, order))
      return { area: area.name, maxDets: most, positives: whole, curves }
    })
  }

const optimal = (protocol: Protocol, { scenes, near }: Candidates, { positives, outcome, pair }: Matches): Olrp => {
  const outcomes = Uint8Array.from(scenes.order, (place) => outcome[place] ?? 0)
  const overlaps = Float64Array.from(scenes.order, (place) => near.overlap[pair[place] ?? -1] ?? 0)
  return olrp(
    outcomes,
    overlaps,
    positives.reduce((a, b) => a + b, 0),
    protocol.thresholds[0] ?? 0,
  )
}

const imagesOf = ({ image, targetStart }: CategoryScenes): number => {
  let images = 0
  for (let s = 0; s < image.length; s++) if ((targetStart[s + 1] ?? 0) > (targetStart[s] ?? 0)) images++
  return images
}
