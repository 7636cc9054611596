import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervals, percentiles, replicates, resample } from '../../../../stdlib/eval/analysis/bootstrap.ts'
import { estimator } from '../../../../stdlib/eval/analysis/estimator.ts'
import { coco } from '../../../../stdlib/eval/protocols.ts'
import { comparisonOf, crowded } from './comparisons.ts'
import { ap50, generated } from './scenes.ts'

const options = { replicates: 200, seed: 1, level: 0.95 }
const estimates = (of: ReturnType<typeof generated>, given: Partial<typeof options> = {}) => {
  const o = { ...options, ...given }
  const e = estimator(coco)(of)
  return intervals(e, [...replicates(e, o)], o)
}

describe('resample', () => {
  it('draws as many images as there are, the same for the same seed and replicate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(), fc.nat(), (images, seed, replicate) => {
        const weights = resample(images, seed, replicate)
        expect(weights).toHaveLength(images)
        expect(weights.reduce((a, b) => a + b, 0)).toBe(images)
        expect(resample(images, seed, replicate)).toEqual(weights)
      }),
    )
  })
  it('draws each image as often as another', () => {
    const sums = new Int32Array(10)
    for (let r = 0; r < 2000; r++) resample(10, 3, r).forEach((w, i) => (sums[i] = (sums[i] ?? 0) + w))
    for (const sum of sums) expect(Math.abs(sum - 2000)).toBeLessThan(4 * Math.sqrt(2000 * 0.9))
  })
})

describe('percentiles', () => {
  it('are NumPy’s', () => {
    expect(percentiles([3, 1, 2], 1)).toEqual([1, 3])
    expect(percentiles([10, 20, 30, 40], 0.5)).toEqual([17.5, 32.5])
    expect(percentiles([], 0.5)).toEqual([NaN, NaN])
  })
})

describe('intervals', () => {
  it('are the same for the same seed, and others for another', () => {
    const of = generated(20, 1, 1)
    expect(estimates(of)).toEqual(estimates(of))
    expect(estimates(of, { seed: 2 })[0]?.low).not.toBe(estimates(of)[0]?.low)
  })
  it('hold the estimate where images are many, and are narrower the more there are', () => {
    for (const seed of [1, 2, 3, 4]) {
      const [few] = estimates(generated(40, seed, 1))
      const [many] = estimates(generated(160, seed, 1))
      for (const e of [few, many]) expect((e?.low ?? NaN) <= (e?.value ?? NaN) && (e?.value ?? NaN) <= (e?.high ?? NaN)).toBe(true)
      const width = (e: typeof few): number => (e?.high ?? NaN) - (e?.low ?? NaN)
      expect(width(many)).toBeLessThan(0.8 * width(few))
    }
  })
  it('have no width where every image is the same', () => {
    const one = generated(1, 7, 1)
    const copies = 12
    const rows = Array.from({ length: one.targets.count }, (_, i) => i)
    const boxOf = (b: Float64Array, i: number): number[] => [...b.subarray(4 * i, 4 * i + 4)]
    const targets = Array.from({ length: copies }, (_, image) =>
      rows.map((i) => ({ image, category: 0, bbox: boxOf(one.targets.bbox, i) })),
    ).flat()
    const found = targets.map((t, i) => ({ ...t, score: 1 - i * 1e-3 }))
    const [ap] = estimates(comparisonOf(copies, 1, targets, found))
    expect(ap).toMatchObject({ value: 1, low: 1, high: 1 })
  })
  it('lie between 0 and 1, and say how many replicates had something to measure', () => {
    fc.assert(
      fc.property(crowded, (c) => {
        for (const e of estimates(comparisonOf(c.images, c.classes, c.targets, c.found), { replicates: 8 })) {
          expect(e.replicates).toBeLessThanOrEqual(8)
          if (Number.isNaN(e.value)) expect(e.replicates).toBe(0)
          if (e.replicates > 0) expect(0 <= e.low && e.low <= e.high && e.high <= 1 + 1e-12).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })
  it('hold their estimate, whatever is drawn', () => {
    fc.assert(
      fc.property(crowded, fc.nat(), (c, seed) => {
        for (const e of estimates(comparisonOf(c.images, c.classes, c.targets, c.found), { replicates: 3, seed }))
          if (e.replicates > 0) expect(e.low <= e.value && e.value <= e.high, e.metric).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
  it('reach their estimate where rare classes are found worse than others, and resampling alone lies beside it', () => {
    // One class is on every image and always found, forty are on one image each and never.
    const images = 40
    const bbox = [0, 0, 10, 10]
    const often = Array.from({ length: images }, (_, image) => ({ image, category: 0, bbox }))
    const rare = Array.from({ length: images }, (_, image) => ({ image, category: image + 1, bbox: [30, 0, 10, 10] }))
    const found = often.map((t) => ({ ...t, score: 0.5 }))
    const of = estimator(ap50)(comparisonOf(images, images + 1, [...often, ...rare], found))
    const drawn = [...replicates(of, options)]
    const [ap] = intervals(of, drawn, options)
    const [low] = percentiles(
      drawn.map((d) => d[0] ?? NaN),
      options.level,
    )
    expect(ap?.value).toBeCloseTo(1 / 41, 9)
    expect(low).toBeGreaterThan(1.2 / 41)
    expect(ap?.low).toBe(ap?.value)
  })
  it('hold the truth about as often as they say, over sets of images drawn anew', () => {
    // One threshold and no sizes: the resampling is the same, and a replicate costs a fortieth.
    const one = estimator(ap50)
    const truth = one(generated(6000, 999, 1)).measure(new Int32Array(6000).fill(1))[0] ?? NaN
    const trials = 300
    const drawn = { replicates: 199, seed: 1, level: 0.9 }
    const held = Array.from({ length: trials }, (_, t) => {
      const e = one(generated(50, 1000 + t, 1))
      return intervals(e, [...replicates(e, drawn)], drawn)[0]
    })
    const covered = held.filter((e) => e !== undefined && e.low <= truth && truth <= e.high).length / trials
    // Binomial: .9 ± 3 standard errors of .017, and a little less, as of any percentile interval of fifty images.
    expect(covered).toBeGreaterThan(0.82)
    expect(covered).toBeLessThan(0.955)
  })
})
