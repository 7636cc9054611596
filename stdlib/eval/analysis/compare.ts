import { around, type BootstrapOptions, percentiles, resample } from './bootstrap.ts'
import type { Estimator, Quantity } from './estimator.ts'

/** B minus A of a quantity; NaN where one of them has nothing to measure. */
export interface Difference extends Quantity {
  readonly a: number
  readonly b: number
  readonly difference: number
  readonly low: number
  readonly high: number
  /** Two-sided. */
  readonly p: number
}

/** Both detectors on the same drawn images, again and again: [A, B] of every quantity. */
export function* pairedReplicates(
  a: Estimator,
  b: Estimator,
  { replicates, seed }: BootstrapOptions,
): Generator<readonly [Float64Array, Float64Array], void> {
  if (a.images !== b.images) throw new Error(`internal: ${a.images} and ${b.images} images are no pair`)
  for (let r = 0; r < replicates; r++) {
    const weights = resample(a.images, seed, r)
    yield [a.measure(weights), b.measure(weights)]
  }
}

/**
 * The paired bootstrap of a difference. An image that is hard for both moves both, so the interval of the difference is narrower than that of either.
 *
 *   p = min(1, 2 · (1 + #{Δ* ≤ 0}) / (R + 1))   where Δ > 0, with ≥ where Δ < 0, and 1 where Δ = 0
 *
 * over R replicates: the smallest level whose percentile interval leaves out 0 (the interval turned around; Davison and Hinkley, "Bootstrap Methods
 * and their Application", 1997, section 4.4, with their 1 in the count). Replicates on the other side of 0 than the difference are no evidence for either
 * sign: the interval, which reaches to the difference (`around`), then holds 0 at every level. p is never below 2 / (R + 1), nor below 2^(1 - n) where n
 * images have a target of the quantity, which is all that a sign test of so few could say: three images that agree are no evidence, but every resampling
 * of them agrees too. It speaks of other images of the same kind alone: that another training of the same detector may differ by more, it cannot know.
 * Each p is of its quantity alone; of twenty, one is below .05 by chance.
 *
 * As the interval is somewhat narrow (`intervals`), p is somewhat small. Of 2,000 pairs of equal skill from the generator of the specs, measured at
 * one threshold, it was .05 or less in 7 % with 20 images and in 6 % with 40.
 *
 * There is no test that swaps the two detectors' labels image by image: their scores would be ranked together, which only detectors with the same scale
 * of scores allow.
 *
 * @param drawn what `pairedReplicates` gives
 */
export const differences = (
  a: Estimator,
  b: Estimator,
  drawn: readonly (readonly [Float64Array, Float64Array])[],
  { level }: Pick<BootstrapOptions, 'level'>,
): readonly Difference[] => {
  const once = new Int32Array(a.images).fill(1)
  const [wholeA, wholeB] = [a.measure(once), b.measure(once)]
  return a.quantities.map((quantity, q) => {
    const values = drawn.map(([x, y]) => (y[q] ?? NaN) - (x[q] ?? NaN)).filter((v) => !Number.isNaN(v))
    const [va, vb] = [wholeA[q] ?? NaN, wholeB[q] ?? NaN]
    const [low, high] = around(vb - va, percentiles(values, level))
    return { ...quantity, a: va, b: vb, difference: vb - va, low, high, p: Math.max(twoSided(values, vb - va), 2 ** (1 - quantity.images)) }
  })
}

/**
 * The p-value of some differences against 0 where this was measured; NaN of none.
 *
 * @example twoSided([1, 2, -1], 1) // => 1
 */
export const twoSided = (values: readonly number[], measured: number): number => {
  if (values.length === 0) return NaN
  const against = values.filter((v) => (measured > 0 ? v <= 0 : measured < 0 ? v >= 0 : true)).length
  return Math.min(1, (2 * (1 + against)) / (values.length + 1))
}
