import { type Curve, curve } from './curve.ts'
import type { Detection } from './detections.ts'
import type { GroundTruth } from './ground-truth.ts'
import { leastOverlap, match } from './match.ts'
import { type Olrp, olrp } from './olrp.ts'
import { pairs } from './overlap.ts'
import type { AreaRange, Protocol } from './protocol.ts'
import { ranked, ranking } from './ranking.ts'
import { type CategoryScenes, scenesByCategory } from './scene.ts'

/** One category within one area range, all thresholds, with at most `maxDets` detections an image. */
export interface Cell {
  readonly area: string
  readonly maxDets: number
  /** One a threshold of the protocol. */
  readonly curves: readonly Curve[]
}

/** One category. A cell without a target to find is left out. */
export interface CategoryEvaluation {
  readonly category: number
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
 * Compares detections with the ground truth, with pycocotools' order of operations throughout, so that its numbers come
 * out to the last digits. Categories by ascending id; records of unlisted images or categories are left out.
 *
 * Differs from pycocotools: a target whose annotation id is 0 can be found like any other (there a match with it is lost).
 *
 * @example summary(evaluate(aitod)(truth, detections)).APvt
 */
export const evaluate =
  (protocol: Protocol) =>
  (truth: GroundTruth, detections: readonly Detection[]): Evaluation => ({
    protocol,
    categories: scenesByCategory(truth, detections, Math.max(...protocol.maxDets)).map(evaluateCategory(protocol)),
  })

const evaluateCategory =
  (protocol: Protocol) =>
  ({ category, scenes }: CategoryScenes): CategoryEvaluation => {
    const { thresholds, all, areas, maxDets } = protocol
    const last = Math.max(...maxDets)
    const least = leastOverlap(thresholds)
    const near = scenes.map((scene) => ({ scene, pairs: pairs(scene, least) }))
    const order = ranking(scenes)
    const within = (area: AreaRange, limits: readonly number[]): readonly (Cell & { readonly olrp?: Olrp })[] => {
      const matches = near.map((n) => match(n.scene, n.pairs, area, thresholds))
      return limits.flatMap((most) => {
        const { positives, outcomes, overlap } = ranked(order, matches, thresholds.length, most)
        const [first] = outcomes
        if (positives === 0) return []
        const cell = { area: area.name, maxDets: most, curves: outcomes.map((o) => curve(o, positives)) }
        const optimal = protocol.olrp && area === all && most === last && first !== undefined
        return [optimal ? { ...cell, olrp: olrp(first, overlap, positives, thresholds[0] ?? 0) } : cell]
      })
    }
    // Only the whole range is measured at every limit: no protocol has an AR of a size bin at another limit than the last.
    const cells = [...within(all, maxDets), ...areas.flatMap((a) => within(a, [last]))]
    const optimum = cells.find((c) => c.olrp !== undefined)?.olrp
    return { category, cells, ...(optimum === undefined ? {} : { olrp: optimum }) }
  }
