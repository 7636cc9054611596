import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { type Scored, nms } from '../../../stdlib/boxes/nms.ts'
import { boxAround } from './arbitrary.ts'

const scored: fc.Arbitrary<Scored> = fc
  .array(
    fc.tuple(
      boxAround(24),
      fc.integer({ min: 0, max: 12 }).map((s) => s / 12),
      fc.nat({ max: 2 }),
    ),
    { maxLength: 60 },
  )
  .map((rows) => ({ boxes: rows.map((r) => r[0]), scores: rows.map((r) => r[1]), labels: rows.map((r) => r[2]) }))
const threshold = fc.constantFrom(0, 0.25, 0.5, 0.6, 1)

/** The definition: take the best box that is left, strike out what it suppresses, repeat. */
const oracle = (thr: number, { boxes, scores, labels, finders }: Scored): readonly number[] => {
  let left = boxes.map((_, i) => i)
  const kept: number[] = []
  while (left.length > 0) {
    const top = Math.max(...left.map((i) => scores[i] ?? NaN))
    const best = left.find((i) => scores[i] === top) ?? -1
    const box = boxes[best] ?? [0, 0, 0, 0]
    kept.push(best)
    left = left.filter(
      (i) =>
        i !== best &&
        !(
          labels[i] === labels[best] &&
          (finders === undefined || finders[i] !== finders[best]) &&
          iou(boxes[i] ?? [0, 0, 0, 0], box) > thr
        ),
    )
  }
  return kept
}

describe('NMS', () => {
  it('is its definition: the best stays, what it suppresses goes, and so on', () => {
    fc.assert(
      fc.property(scored, threshold, (s, thr) => {
        expect(nms(thr)(s)).toEqual(oracle(thr, s))
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('spares what one finder gives, since that was sorted out before', () => {
    fc.assert(
      fc.property(scored, fc.infiniteStream(fc.nat({ max: 2 })), threshold, (s, stream, thr) => {
        const finders = [...stream.take(s.boxes.length)]
        expect(nms(thr)({ ...s, finders })).toEqual(oracle(thr, { ...s, finders }))
      }),
    )
  })

  it('with a limit is the beginning of NMS without', () => {
    fc.assert(
      fc.property(scored, threshold, fc.nat({ max: 20 }), (s, thr, limit) => {
        expect(nms(thr, limit)(s)).toEqual(nms(thr)(s).slice(0, limit))
      }),
      { seed: 2 },
    )
  })

  it('is idempotent', () => {
    fc.assert(
      fc.property(scored, threshold, (s, thr) => {
        const kept = [...nms(thr)(s)].sort((a, b) => a - b)
        const of = <A>(all: ArrayLike<A>): readonly A[] => Array.from(all).filter((_, i) => kept.includes(i))
        expect(nms(thr)({ boxes: of(s.boxes), scores: of(s.scores), labels: of(s.labels) })).toHaveLength(kept.length)
      }),
      { seed: 3 },
    )
  })

  it('a pair exactly at the threshold stays', () => {
    const boxes = [[0, 0, 4, 4] as const, [0, 0, 4, 2] as const]
    expect(nms(0.5)({ boxes, scores: [2, 1], labels: [0, 0] })).toEqual([0, 1])
    expect(nms(0.49)({ boxes, scores: [2, 1], labels: [0, 0] })).toEqual([0])
    expect(nms(0.49)({ boxes, scores: [2, 1], labels: [0, 1] })).toEqual([0, 1])
  })
})
