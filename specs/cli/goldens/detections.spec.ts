import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectionErrors, type GoldenDetections } from '../../../cli/goldens/detections.ts'
import type { Detection } from '../../../stdlib/boxes/detections.ts'

/** Detections far from each other, by falling scores of which some are nearly equal. */
const found = fc
  .array(fc.record({ label: fc.nat({ max: 2 }), step: fc.constantFrom(1e-7, 4e-6, 1e-3) }), { minLength: 2, maxLength: 10 })
  .map((list) => {
    const fall = list.map((_, i) => list.slice(0, i).reduce((sum, d) => sum + d.step, 0))
    return list.map(({ label }, i): Detection => ({ box: [20 * i, 5, 20 * i + 8, 15], score: 0.9 - (fall[i] ?? 0), label }))
  })

const golden = (list: readonly Detection[]): GoldenDetections => ({
  boxes: list.map((d) => d.box),
  scores: list.map((d) => d.score),
  labels: list.map((d) => d.label),
})
const none = { boxes: 0, scores: 0, labels: 0 }
const swapped = (list: readonly Detection[], i: number, j: number): readonly Detection[] => {
  const [a, b] = [list[i], list[j]]
  return a === undefined || b === undefined ? list : list.with(i, b).with(j, a)
}
const scoreOf = (list: readonly Detection[], i: number): number => list[i]?.score ?? NaN

/** A shift by 20 px lays a box on the next one. */
const shifts = fc.constantFrom(3, 20)

describe('detections', () => {
  it('agree with themselves', () => {
    fc.assert(
      fc.property(found, (ours) => {
        expect(detectionErrors(ours, 100, golden(ours), 0.01)).toEqual(none)
      }),
    )
  })

  it('may change places where scores are closer than 1e-5, and nowhere else', () => {
    fc.assert(
      fc.property(found, fc.nat(), fc.nat(), (ours, a, b) => {
        const [i, j] = [a % ours.length, b % ours.length]
        const errors = detectionErrors(ours, 100, golden(swapped(ours, i, j)), 0.01)
        const tied = Math.abs(scoreOf(ours, i) - scoreOf(ours, j)) < 1e-5
        expect(errors.boxes === 0).toBe(tied)
        if (tied) expect(errors.labels).toBe(0)
      }),
    )
  })

  it('may stand on either side of the cut where their scores are closer than 1e-5', () => {
    fc.assert(
      fc.property(found, (ours) => {
        const n = ours.length - 1
        const errors = detectionErrors(ours, n, golden(swapped(ours, n - 1, n).slice(0, n)), 0.01)
        expect(errors.boxes === 0).toBe(scoreOf(ours, n - 1) - scoreOf(ours, n) < 1e-5)
      }),
    )
  })

  it.each(['boxes', 'scores', 'labels'] as const)('spoil the line of %s alone where those are wrong', (part) => {
    fc.assert(
      fc.property(found, fc.nat(), fc.boolean(), shifts, (ours, k, all, shift) => {
        const theirs = golden(ours)
        const here = (i: number): boolean => all || i === k % ours.length
        const spoilt = {
          boxes: theirs.boxes.map((b, i) => (here(i) ? ([b[0] + shift, b[1], b[2] + shift, b[3]] as const) : b)),
          scores: Array.from(theirs.scores, (s, i) => (here(i) ? s * 0.5 : s)),
          labels: Array.from(theirs.labels, (l, i) => (here(i) ? l + 1 : l)),
        }[part]
        const errors = detectionErrors(ours, 100, { ...theirs, [part]: spoilt }, 0.01)
        expect(errors[part]).toBeGreaterThan(0.01)
        expect({ ...errors, [part]: 0 }).toEqual(none)
      }),
    )
  })

  it('tell two classes on one box apart by their label', () => {
    const pair: readonly Detection[] = [1, 0].map((label) => ({ box: [0, 0, 9, 9], score: 0.5, label }))
    expect(detectionErrors(pair, 100, golden(pair.toReversed()), 0.01)).toEqual(none)
  })

  it('fail in every line where there are more or fewer', () => {
    fc.assert(
      fc.property(found, (ours) => {
        const fewer = golden(ours.slice(1))
        expect(Object.values(detectionErrors(ours, 100, fewer, 0.01))).toEqual([Infinity, Infinity, Infinity])
      }),
    )
  })
})
