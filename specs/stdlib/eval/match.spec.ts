import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { Comparison } from '../../../stdlib/eval/comparison.ts'
import { matchings } from '../../../stdlib/eval/evaluate.ts'
import { FALSE, IGNORED, TRUE } from '../../../stdlib/eval/match.ts'
import { overlap } from '../../../stdlib/eval/overlap.ts'
import type { AreaRange, Protocol } from '../../../stdlib/eval/protocol.ts'
import { aitod, coco } from '../../../stdlib/eval/protocols.ts'
import type { Bbox } from '../../../stdlib/eval/records.ts'
import { cases } from './arbitrary.ts'
import { comparisonIn } from './from-json.ts'

interface Target {
  readonly bbox: Bbox
  readonly area: number
  readonly crowd: boolean
}
interface Found {
  readonly bbox: Bbox
  readonly score: number
}
interface Scene {
  readonly targets: readonly Target[]
  readonly detections: readonly Found[]
}

/** One image and class. */
const comparison = ({ targets, detections }: Scene): Comparison =>
  comparisonIn(
    {
      images: [{ id: 1 }],
      categories: [{ id: 1 }],
      annotations: targets.map(({ bbox, area, crowd }) => ({ image_id: 1, category_id: 1, bbox, area, iscrowd: crowd })),
    },
    detections.map((d) => ({ image_id: 1, category_id: 1, ...d })),
  )
const outcomes = (scene: Scene, area: AreaRange = coco.all, thresholds: readonly number[] = [0.5]): readonly number[] => {
  const protocol: Protocol = { ...coco, thresholds }
  return matchings(protocol)(comparison(scene)).flatMap(({ at }) => [...at(area).outcome])
}
const target = (bbox: Bbox, more: Partial<Target> = {}): Target => ({ bbox, area: bbox[2] * bbox[3], crowd: false, ...more })
const detection = (bbox: Bbox, score = 0.5): Found => ({ bbox, score })

describe('matching', () => {
  it('gives a target to one detection, the better scored', () => {
    const box = [0, 0, 10, 10] as const
    expect(outcomes({ targets: [target(box)], detections: [detection([0, 0, 10, 9]), detection(box)] })).toEqual([TRUE, FALSE])
  })

  it('takes the later of two targets that a detection overlaps equally', () => {
    // Whoever takes the second target leaves the first, which only one of the two other detections can reach.
    const targets = [target([0, 0, 10, 10]), target([2, 0, 10, 10])]
    const between = detection([1, 0, 10, 10])
    expect(outcomes({ targets, detections: [between, detection([0, 0, 10, 8])] }, coco.all, [0.75])).toEqual([TRUE, TRUE])
    expect(outcomes({ targets, detections: [between, detection([2, 0, 10, 8])] }, coco.all, [0.75])).toEqual([TRUE, FALSE])
  })

  it('prefers a target that counts to an ignored one of higher overlap', () => {
    const targets = [target([0, 0, 10, 10], { area: 5000 }), target([0, 0, 10, 7], { area: 70 })]
    const t = aitod.areas.find((a) => a.name === 't') ?? aitod.all
    expect(outcomes({ targets, detections: [detection([0, 0, 10, 10])] }, t)).toEqual([TRUE])
    expect(outcomes({ targets: targets.slice(0, 1), detections: [detection([0, 0, 10, 10])] }, t)).toEqual([IGNORED])
  })

  it('lets a crowd take any number of detections that it covers', () => {
    const crowd = target([0, 0, 100, 100], { crowd: true })
    expect(
      outcomes({ targets: [crowd], detections: [detection([0, 0, 10, 10]), detection([9, 9, 9, 9]), detection([200, 0, 9, 9])] }),
    ).toEqual([IGNORED, IGNORED, FALSE])
  })

  it('ignores what lies outside of the size bin, whose bounds are inside', () => {
    const found = (side: number): readonly number[] => {
      const scene = {
        targets: [target([0, 0, side, side])],
        detections: [detection([0, 0, side, side]), detection([200, 200, side, side])],
      }
      return aitod.areas.map((a) => outcomes(scene, a).reduce((n, o) => n * 3 + o, 0))
    }
    const [inside, outside] = [TRUE * 3 + FALSE, IGNORED * 3 + IGNORED]
    expect(found(7)).toEqual([inside, outside, outside, outside])
    expect(found(8)).toEqual([inside, inside, outside, outside])
    expect(found(16)).toEqual([outside, inside, inside, outside])
    expect(found(32)).toEqual([outside, outside, inside, inside])
  })

  it('reaches a threshold by equality, and that of 1 in spite of rounding', () => {
    const found = (box: Bbox, other: typeof box, threshold: number): readonly number[] =>
      outcomes({ targets: [target(box)], detections: [detection(other)] }, coco.all, [threshold])
    expect(found([0, 0, 10, 10], [0, 0, 10, 5], 0.5)).toEqual([TRUE])
    expect(found([0, 0, 10, 10], [0, 0, 10, 5], 0.5 + 1e-12)).toEqual([FALSE])
    const rounded = [9.1, 3.3, 1.7, 2.9] as const
    expect(overlap(rounded, rounded, false)).toBeLessThan(1)
    expect(found(rounded, rounded, 1)).toEqual([TRUE])
    expect(found([0, 0, 10, 10], [0, 0, 10, 9.999], 1)).toEqual([FALSE])
  })

  it('reads the thresholds as NumPy writes them', () => {
    expect(coco.thresholds).toEqual([0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95])
  })

  it('never finds more targets than there are, at any threshold and size', () =>
    fc.assert(
      fc.property(cases, ({ truth, detections }) => {
        for (const { at, near } of matchings(aitod)(comparisonIn(truth, detections))) {
          for (const area of [aitod.all, ...aitod.areas]) {
            const { positives, outcome, pair } = at(area)
            const count = outcome.length / aitod.thresholds.length
            aitod.thresholds.forEach((threshold, t) => {
              const right = outcome.subarray(t * count, (t + 1) * count).reduce((n, o) => n + Number(o === TRUE), 0)
              expect(right).toBeLessThanOrEqual(positives.reduce((a, b) => a + b, 0))
              pair.subarray(t * count, (t + 1) * count).forEach((p) => expect(p < 0 || (near.overlap[p] ?? 0) >= threshold).toBe(true))
            })
          }
        }
      }),
    ))
})
