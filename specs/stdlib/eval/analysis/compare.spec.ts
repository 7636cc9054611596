import { describe, expect, it } from 'vitest'
import { differences, pairedReplicates, twoSided } from '../../../../stdlib/eval/analysis/compare.ts'
import { intervals, replicates } from '../../../../stdlib/eval/analysis/bootstrap.ts'
import { estimator } from '../../../../stdlib/eval/analysis/estimator.ts'
import type { Comparison } from '../../../../stdlib/eval/comparison.ts'
import { coco } from '../../../../stdlib/eval/protocols.ts'
import { comparisonOf } from './comparisons.ts'
import { ap50, generated } from './scenes.ts'

const compared = (x: Comparison, y: Comparison, protocol = coco) => {
  const [a, b] = [estimator(protocol)(x), estimator(protocol)(y)]
  const options = { replicates: 199, seed: 1, level: 0.95 }
  return differences(a, b, [...pairedReplicates(a, b, options)], options)
}
const first = (x: Comparison, y: Comparison) => compared(x, y)[0] ?? expect.fail('nothing compared')

describe('differences', () => {
  it('are none between a detector and itself', () => {
    const of = generated(30, 1, 1)
    expect(first(of, of)).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 })
  })
  it('turn their sign with the order', () => {
    const [x, y] = [generated(40, 1, 1), generated(40, 1, 2, 0.1)]
    const [there, back] = [first(x, y), first(y, x)]
    expect(back.difference).toBe(-there.difference)
    expect(back.low).toBeCloseTo(-there.high, 12)
    expect(back.p).toBe(there.p)
  })
  it('are told from noise where they are large, with the interval and p saying the same', () => {
    const d = first(generated(80, 1, 1), generated(80, 1, 2, 0.25))
    expect(d.low).toBeGreaterThan(0)
    expect(d.p).toBe(2 / 200)
    expect(d.b - d.a).toBe(d.difference)
  })
  it('are not called real over three images, however they agree', () => {
    const d = first(generated(3, 1, 1), generated(3, 1, 2, 1))
    expect(d.p).toBeGreaterThanOrEqual(1 / 4)
  })
  it('are not called real where only three of many images have an object of the size, however they agree', () => {
    const [x, y] = [generated(60, 1, 1), generated(60, 1, 2, 1)]
    // 50 px² in three images, else 100 px².
    const area = Float64Array.from(x.targets.image, (image) => (image < 3 ? 50 : 100))
    const protocol = { ...ap50, areas: [{ name: 'vt', least: 0, most: 64 }] }
    const all = compared({ ...x, targets: { ...x.targets, area } }, { ...y, targets: { ...y.targets, area } }, protocol)
    const of = (metric: string) => all.find((d) => d.metric === metric)
    expect(of('AP')).toMatchObject({ images: 60, p: 2 / 200 })
    expect(of('APvt')).toMatchObject({ images: 3 })
    expect(of('APvt')?.p).toBeGreaterThanOrEqual(1 / 4)
  })
  it('are not called real where every resampling says the contrary, as of many rare classes it may', () => {
    // One class is on every image, forty are on one image each: A always finds the first, B finds the others late.
    const images = 40
    const bbox = [0, 0, 10, 10]
    const often = Array.from({ length: images }, (_, image) => ({ image, category: 0, bbox }))
    const rare = Array.from({ length: images }, (_, image) => ({ image, category: image + 1, bbox }))
    const late = rare.flatMap((t) => [
      ...Array.from({ length: 32 }, (_, i) => ({ ...t, bbox: [50 + i, 50, 10, 10], score: 0.9 })),
      { ...t, score: 0.5 },
    ])
    const of = (found: readonly (typeof late)[number][]) => comparisonOf(images, images + 1, [...often, ...rare], found)
    const d = compared(of(often.map((t) => ({ ...t, score: 0.5 }))), of(late), ap50)[0] ?? expect.fail('nothing compared')
    expect(d.difference).toBeGreaterThan(0)
    expect([d.low < 0, d.high, d.p]).toEqual([true, d.difference, 1])
  })
  it('are narrower than what unpaired intervals would say', () => {
    const [x, y] = [generated(60, 3, 1), generated(60, 3, 1, 0.05)]
    const d = first(x, y)
    const width = (of: Comparison): number => {
      const e = estimator(coco)(of)
      const [ap] = intervals(e, [...replicates(e, { replicates: 199, seed: 1, level: 0.95 })], { level: 0.95 })
      return (ap?.high ?? NaN) - (ap?.low ?? NaN)
    }
    expect(d.high - d.low).toBeLessThan(0.7 * Math.hypot(width(x), width(y)))
  })
  it('are seldom called real between two of the same skill', () => {
    const trials = 400
    const told = Array.from({ length: trials }, (_, t) => {
      const [x, y] = [generated(40, 500 + t, 1), generated(40, 500 + t, 2)]
      return compared(x, y, ap50)[0]?.p ?? NaN
    })
    // Binomial: .1 ± 3 standard errors of .015.
    expect(told.filter((p) => p <= 0.1).length / trials).toBeLessThan(0.145)
    expect(told.filter((p) => p <= 0.1).length / trials).toBeGreaterThan(0.02)
    expect(told.filter((p) => p > 0.5).length / trials).toBeGreaterThan(0.4)
  })
})

describe('twoSided', () => {
  it('counts those on the other side of 0', () => {
    expect(twoSided([1, 2, 3], 2)).toBe(2 / 4)
    expect(twoSided([-1, -2, -3], -2)).toBe(2 / 4)
    expect(twoSided([1, 2, -3], 1)).toBe(1)
    expect(twoSided([0, 0], 0)).toBe(1)
    expect(twoSided([], 1)).toBeNaN()
  })
  it('is 1 where all lie on the other side of 0 than what was measured', () => {
    expect(twoSided([1, 2, 3], -1)).toBe(1)
    expect(twoSided([1, 2, 3], 0)).toBe(1)
  })
})
