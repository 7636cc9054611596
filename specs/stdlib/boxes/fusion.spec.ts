import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../../../stdlib/boxes/box.ts'
import { type Fused, type Fusion, fuse } from '../../../stdlib/boxes/fusion.ts'
import { iou } from '../../../stdlib/boxes/iou.ts'
import { byScore, type Scored } from '../../../stdlib/boxes/nms.ts'
import cases from './fusion-cases.json' with { type: 'json' }

const box: fc.Arbitrary<Box> = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .map(([x, y, w, h]) => [x, y, x + w, y + h])
const scored: fc.Arbitrary<Scored & { readonly finders: readonly number[] }> = fc
  .array(fc.tuple(box, fc.integer({ min: 1, max: 1000 }), fc.nat({ max: 1 }), fc.nat({ max: 3 })), { maxLength: 60 })
  .map((rows) => ({
    boxes: rows.map((r) => r[0]),
    scores: rows.map((r) => r[1] / 1000),
    labels: rows.map((r) => r[2]),
    finders: rows.map((r) => r[3]),
  }))

/** The paper's section 3, every cluster asked for every box, and every mean taken anew. */
const plain = (o: Fusion, { boxes, scores, labels, finders }: Scored): readonly Fused[] => {
  const clusters: number[][] = []
  const mean = (members: readonly number[]): Box => {
    const weight = members.reduce((sum, i) => sum + (scores[i] ?? 0), 0)
    const at = (k: 0 | 1 | 2 | 3): number => members.reduce((sum, i) => sum + (boxes[i]?.[k] ?? 0) * (scores[i] ?? 0), 0) / weight
    return members.length === 1 ? (boxes[members[0] ?? 0] ?? [0, 0, 0, 0]) : [at(0), at(1), at(2), at(3)]
  }
  for (const i of byScore(scores)) {
    const fits = clusters.map((c) =>
      labels[c[0] ?? 0] !== labels[i] || (finders !== undefined && c.some((j) => finders[j] === finders[i]))
        ? 0
        : iou(mean(c), boxes[i] ?? [0, 0, 0, 0]),
    )
    const best = Math.max(0, ...fits)
    if (best > o.iou) clusters[fits.indexOf(best)]?.push(i)
    else clusters.push([i])
  }
  const all = clusters.map((c) => ({
    box: mean(c),
    label: labels[c[0] ?? 0] ?? 0,
    score: Math.max(...c.map((i) => scores[i] ?? 0)),
    of: c.length,
  }))
  return byScore(all.map(({ score }) => score)).flatMap((i) => all[i] ?? [])
}

const close = (found: readonly Pick<Fused, 'box' | 'score' | 'label'>[], wanted: typeof found, digits: number): void => {
  expect(found).toHaveLength(wanted.length)
  found.forEach((f, i) => {
    const w = wanted[i] ?? f
    expect(f.label).toBe(w.label)
    expect(f.score).toBeCloseTo(w.score, digits)
    f.box.forEach((v, k) => {
      expect(v).toBeCloseTo(w.box[k] ?? NaN, digits)
    })
  })
}

describe('weighted boxes fusion', () => {
  // Answers of ensemble-boxes 1.0.9 (weighted_boxes_fusion, weights 1), which computes in float32.
  it.each(cases.map((c, i) => [i, c] as const))('gives what ensemble-boxes gives (case %i)', (_, c) => {
    const o: Fusion = { iou: c.iou, score: typeof c.score === 'string' ? 'max' : c.score }
    const boxes = c.boxes.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]): Box => [x1, y1, x2, y2])
    const wanted = c.fused.map(({ box: [x1 = 0, y1 = 0, x2 = 0, y2 = 0], ...rest }) => ({ ...rest, box: [x1, y1, x2, y2] as const }))
    close(fuse(o)({ ...c, boxes }), wanted, 5)
  })

  it.each([true, false])('is its definition, found by place (finders: %s)', (told) => {
    fc.assert(
      fc.property(scored, fc.constantFrom(0.1, 0.3, 0.55), ({ finders, ...s }, thr) => {
        const o: Fusion = { iou: thr, score: 'max' }
        const given = told ? { ...s, finders } : s
        const [a, b] = [fuse(o)(given), plain(o, given)]
        expect(a.map(({ of }) => of).reduce((x, y) => x + y, 0)).toBe(s.boxes.length)
        close(a, b, 6)
      }),
      { numRuns: 300 },
    )
  })

  it('finds a cluster where it has moved to, among many', () => {
    const small = fc
      .tuple(fc.nat({ max: 160 }), fc.nat({ max: 24 }), fc.integer({ min: 8, max: 14 }), fc.integer({ min: 8, max: 14 }))
      .map(([x, y, w, h]): Box => [x / 8, y / 8, (x + w) / 8, (y + h) / 8])
    const many = fc.array(fc.tuple(small, fc.integer({ min: 1, max: 9 })), { minLength: 60, maxLength: 140 })
    fc.assert(
      fc.property(many, fc.constantFrom(0.05, 0.2), (rows, thr) => {
        // No two scores are equal, and no two sums of them.
        const given = {
          boxes: rows.map((r) => r[0]),
          scores: rows.map((r, i) => r[1] / 10 + i * 1e-4 * Math.SQRT2),
          labels: rows.map(() => 0),
        }
        const o: Fusion = { iou: thr, score: 'max' }
        close(fuse(o)(given), plain(o, given), 6)
      }),
      { numRuns: 60 },
    )
  })

  it('needs more than the IoU, and scores by all models at most', () => {
    const boxes: readonly Box[] = [[0, 0, 4, 4], [0, 0, 4, 2], [0, 0, 4, 4]] // prettier-ignore
    const given = { boxes, scores: [0.9, 0.5, 0.3], labels: [0, 0, 0] }
    expect(fuse({ iou: 0.5, score: 'max' })(given).map(({ of }) => of)).toEqual([2, 1])
    expect(fuse({ iou: 0.4, score: { models: 2 } })(given)[0]?.score).toBeCloseTo((0.9 + 0.5 + 0.3) / 3, 12)
    expect(fuse({ iou: 0.4, score: { models: 6 } })(given)[0]?.score).toBeCloseTo((0.9 + 0.5 + 0.3) / 6, 12)
  })

  it('of copies is one of them, from different finders alone', () => {
    fc.assert(
      fc.property(box, fc.integer({ min: 1, max: 6 }), (b, n) => {
        const copies = {
          boxes: Array.from({ length: n }, () => b),
          scores: Array.from({ length: n }, () => 0.5),
          labels: Array.from({ length: n }, () => 0),
        }
        const by = (finders: readonly number[]): number => fuse({ iou: 0.5, score: 'max' })({ ...copies, finders }).length
        close(fuse({ iou: 0.5, score: 'max' })(copies), [{ box: b, score: 0.5, label: 0 }], 9)
        expect(by(copies.boxes.map((_, i) => i))).toBe(1)
        expect(by(copies.boxes.map(() => 1))).toBe(n)
      }),
    )
  })

  it('weighs nothing by scores of 0, and is of numbers all the same', () => {
    expect(
      fuse({ iou: 0.5, score: 'max' })({
        boxes: [
          [0, 0, 4, 4],
          [0, 0, 4, 4],
        ],
        scores: [0, 0],
        labels: [0, 0],
      }),
    ).toEqual([{ box: [0, 0, 4, 4], score: 0, label: 0, of: 2 }])
  })
})
