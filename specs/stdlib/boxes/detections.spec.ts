import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, area } from '../../../stdlib/boxes/box.ts'
import { type Detection, type DetectionOptions, type LevelOutput, detections } from '../../../stdlib/boxes/detections.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'

/** torchvision's values. */
const fcosDetection: DetectionOptions = { score: 'root', scoreThreshold: 0.05, candidates: 1000, nms: 0.6, maxDetections: 100 }

const classes = 3
const level = (stride: number): fc.Arbitrary<LevelOutput> =>
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 })).chain(([height, width]) => {
    const n = (k: number) => ({ minLength: k * height * width, maxLength: k * height * width })
    const logit = fc.oneof(
      fc.constant(0),
      fc.integer({ min: -40, max: 40 }).map((v) => v / 8),
    )
    return fc.record({
      stride: fc.constant(stride),
      offset: fc.constantFrom(0, 0.5),
      height: fc.constant(height),
      width: fc.constant(width),
      classes: fc.array(logit, n(classes)),
      sides: fc.array(
        fc.nat({ max: 12 }).map((v) => v / 4),
        n(4),
      ),
      centerness: fc.array(logit, n(1)),
    })
  })
const levels = fc.tuple(level(8), level(16), level(32))
const options: fc.Arbitrary<DetectionOptions> = fc.record({
  score: fc.constantFrom('root', 'product'),
  scoreThreshold: fc.constantFrom(0, 0.05, 0.5, 0.9),
  candidates: fc.constantFrom(0, 1, 5, 1000),
  nms: fc.constantFrom(0, 0.3, 0.6, 1),
  maxDetections: fc.constantFrom(0, 1, 7, 100),
})
const image = { width: 37, height: 29 }

/** The README's sentences one after the other, on lists. */
const oracle = (all: readonly LevelOutput[], o: DetectionOptions): readonly Detection[] => {
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x))
  const sorted = (list: readonly Detection[]): Detection[] => [...list].sort((a, b) => b.score - a.score)
  const into = (v: number, end: number): number => (v < 0 ? 0 : v > end ? end : v)
  const pairs = all.flatMap((l) => {
    const one = Array.from({ length: l.height * l.width * classes }, (_, k): Detection & { readonly rank: number } => {
      const [point, label] = [Math.floor(k / classes), k % classes]
      const [x, y] = [((point % l.width) + l.offset) * l.stride, (Math.floor(point / l.width) + l.offset) * l.stride]
      const side = (s: number): number => l.sides[4 * point + s] ?? NaN
      const box: Box = [into(x - side(0), 37), into(y - side(1), 29), into(x + side(2), 37), into(y + side(3), 29)]
      const [own, central] = [sigma(l.classes[k] ?? NaN), sigma(l.centerness[point] ?? NaN)]
      const root = Math.sqrt(own * central)
      return o.score === 'root' ? { box, label, score: root, rank: root } : { box, label, score: own * central, rank: own }
    })
    return one
      .filter((d) => d.rank > o.scoreThreshold)
      .sort((a, b) => b.rank - a.rank)
      .slice(0, o.candidates)
      .map(({ box, label, score }) => ({ box, label, score }))
  })
  const kept: Detection[] = []
  for (const d of sorted(pairs)) if (!kept.some((k) => k.label === d.label && iou(k.box, d.box) > o.nms)) kept.push(d)
  return kept.slice(0, o.maxDetections)
}

describe('FCOS detections', () => {
  it('are what the description says, step by step', () => {
    let found = 0
    fc.assert(
      fc.property(levels, options, (all, o) => {
        const ours = detections(all, image, o)
        found += ours.length
        expect(ours).toEqual(oracle(all, o))
      }),
      { seed: 1, numRuns: 400 },
    )
    expect(found).toBeGreaterThan(1000)
  })

  it('fall in score, lie in the image, and no two of a class overlap above the threshold', () => {
    fc.assert(
      fc.property(levels, options, (all, o) => {
        const ours = detections(all, image, o)
        expect(ours.length).toBeLessThanOrEqual(o.maxDetections)
        for (const [i, a] of ours.entries()) {
          expect(Math.min(...a.box)).toBeGreaterThanOrEqual(0)
          expect(a.box[2] <= 37 && a.box[3] <= 29 && (o.score === 'product' || a.score > o.scoreThreshold)).toBe(true)
          for (const b of ours.slice(i + 1)) {
            expect(b.score).toBeLessThanOrEqual(a.score)
            if (a.label === b.label) expect(iou(a.box, b.box)).toBeLessThanOrEqual(o.nms)
          }
        }
      }),
      { seed: 2 },
    )
  })

  it('of a map with one confident point is its box', () => {
    const found = detections(
      [{ stride: 8, offset: 0, height: 1, width: 2, classes: [-9, -9, -9, 9], sides: [8, 8, 8, 8, 4, 0, 8, 16], centerness: [0, 9] }],
      { width: 16, height: 8 },
      fcosDetection,
    )
    expect(found.map(({ box, label }) => ({ box, label }))).toEqual([{ box: [4, 0, 16, 8], label: 1 }])
    expect(found.every((d) => area(d.box) > 0)).toBe(true)
  })

  it('scores that are not numbers are no detections', () => {
    expect(
      detections(
        [{ stride: 8, offset: 0, height: 1, width: 1, classes: [NaN], sides: [8, 8, 8, 8], centerness: [3] }],
        image,
        fcosDetection,
      ),
    ).toEqual([])
  })
})
