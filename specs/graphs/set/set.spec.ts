import * as fc from 'fast-check'
import * as R from 'fp-ts/lib/Record.js'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import type { Outputs } from '../../../dsl/core/graph.ts'
import { equalGraphs } from '../../../dsl/compile/key.ts'
import { runPasses, passes } from '../../../dsl/compile/compile.ts'
import { add } from '../../../dsl/ops/add.ts'
import { constant, input } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import type { Prediction } from '../../../graphs/detectors/detector.ts'
import { totalLoss } from '../../../graphs/detectors/detector.ts'
import { enhance, paper, release, set, type SetOptions } from '../../../graphs/set/set.ts'
import type { Feature } from '../../../stdlib/nn/feature.ts'
import { levelsOf, pyramid, type Scalar } from '../../../stdlib/nn/feature.ts'
import { furthest } from '../../laws/agreement.ts'
import { learned } from '../../laws/generators/programs.ts'
import { bound } from '../bound.ts'
import { images, tinyFcos } from '../tiny.ts'

const options: fc.Arbitrary<SetOptions> = fc
  .record({
    preset: fc.constantFrom(paper, release),
    mask: fc.constantFrom('nearest' as const, 'overlap' as const),
    kernel: fc.constantFrom('eq4' as const, 1, 3),
    rho: fc.constantFrom(0.1, 1, 5),
    norm: fc.constantFrom('batch' as const, 'image' as const),
    branchWeight: fc.constantFrom('mean' as const, 0.5),
    lambda: fc.constantFrom(0.5, 1),
    parts: fc.constantFrom('both', 'hbs', 'api'),
  })
  .map(({ preset, mask, kernel, rho, norm, branchWeight, lambda, parts }) => ({
    mask,
    lambda,
    smoothing: preset.smoothing === null || parts === 'api' ? null : { ...preset.smoothing, reduction: 2, kernel },
    perturbation: parts === 'hbs' ? null : { rho, norm, branchWeight },
  }))

const gradientsOf = (loss: Scalar, names?: readonly string[]): Outputs => {
  const parameters = [...learned([loss])].filter(([name]) => names?.includes(name) ?? true)
  const gradients = grad(
    loss,
    parameters.map(([, p]) => p),
  )
  return Object.fromEntries(parameters.map(([name], i) => [name, gradients[i] ?? loss]))
}

const inference = (det: typeof tinyFcos): Outputs =>
  Object.fromEntries(
    Object.entries<Prediction>(det.predictions(det.features(images(1)))).flatMap(([level, p]) =>
      Object.entries(p).map(([part, x]: readonly [string, Prediction['logits']]) => [`${level}.${part}`, x] as const),
    ),
  )

const law = { numRuns: 12 } as const

describe('SET', () => {
  it("leaves the detector's inference graph as it is, node for node", () => {
    const own = inference(tinyFcos)
    const compiled = runPasses(passes, own)
    const count = topological(Object.values(compiled)).length
    fc.assert(
      fc.property(options, (o) => {
        const enhanced = inference(set(o)(tinyFcos))
        expect(equalGraphs(own, enhanced)).toBe(true)
        expect(equalGraphs(compiled, runPasses(passes, enhanced))).toBe(true)
        expect(topological(Object.values(runPasses(passes, enhanced)))).toHaveLength(count)
      }),
    )
  })

  it('with lambda 0 gives the plain gradients, and none to what it adds', () => {
    const plain = gradientsOf(tinyFcos.objective(images(1)).total)
    fc.assert(
      fc.property(options, fc.nat({ max: 99 }), (o, seed) => {
        const all = gradientsOf(set({ ...o, lambda: 0 })(tinyFcos).objective(images(1)).total)
        const bindings = bound(seed, all)
        const found = evaluate(all, bindings)
        const own = Object.fromEntries(Object.entries(found).filter(([name]) => name in plain))
        const added = Object.entries(found).filter(([name]) => !(name in plain))
        expect(furthest(evaluate(plain, bindings), own)).toBeLessThanOrEqual(1e-12)
        expect(added.every(([name, { data }]) => name.startsWith('hbs.') && data.every((v) => v === 0))).toBe(true)
        expect(added.length > 0).toBe(o.smoothing !== null)
      }),
      law,
    )
  })

  it('keeps the clean losses, and adds lambda times the auxiliary ones', () => {
    fc.assert(
      fc.property(options, fc.nat({ max: 99 }), (o, seed) => {
        const [plain, joint] = [tinyFcos.objective(images(1)), set(o)(tinyFcos).objective(images(1))]
        const auxiliary = joint.auxiliary ?? joint.losses
        const outputs = { ...plain.losses, plain: plain.total, joint: joint.total, auxiliary: totalLoss(auxiliary) }
        const found = evaluate({ ...outputs, cleanAgain: totalLoss(joint.losses) }, bound(seed, outputs))
        const value = (k: keyof typeof found): number => found[k].data[0] ?? NaN
        expect(value('cleanAgain')).toBe(value('plain'))
        expect(value('joint')).toBeCloseTo(value('plain') + o.lambda * value('auxiliary'), 12)
      }),
      law,
    )
  })

  it('lets no gradient pass through ε: a constant in its place gives the same', () => {
    fc.assert(
      fc.property(
        options.filter((o) => o.perturbation !== null),
        fc.nat({ max: 99 }),
        (o, seed) => {
          const P = tinyFcos.features(images(1))
          const loss = tinyFcos.losses(P)
          const { smoothed, perturbation, auxiliary } = enhance(o)(tinyFcos, P, loss)
          const held = pyramid(levelsOf(P), <K extends 'P4' | 'P5' | 'P6' | 'P7'>(l: K): Feature<K> =>
            add(smoothed[l], input(`eps.${l}`, P[l].shape)),
          )
          const eps = Object.fromEntries(
            levelsOf(P).flatMap((l) => (perturbation === null ? [] : [[`eps.${l}`, perturbation[l]] as const])),
          )
          const [inGraph, asConstant] = [gradientsOf(totalLoss(auxiliary)), gradientsOf(totalLoss(tinyFcos.losses(held)))]
          const bindings = bound(seed, { ...inGraph, ...eps })
          const values = Object.fromEntries(Object.entries(evaluate(eps, bindings)).map(([name, { data }]) => [name, data]))
          expect(Object.keys(values)).toHaveLength(4)
          expect(furthest(evaluate(inGraph, bindings), evaluate(asConstant, { ...bindings, ...values }))).toBeLessThanOrEqual(1e-12)
        },
      ),
      law,
    )
  })

  it('perturbs an image alike whatever else is in the batch, with the norm per image', () => {
    const perturbationOf = (batch: number): Outputs => {
      const P = tinyFcos.features(images(batch))
      const o: SetOptions = { ...paper, perturbation: { rho: 1, norm: 'image', branchWeight: 'mean' } }
      // Loud losses, so that the 1e-12 of the denominator is nothing beside their gradients.
      const losses = R.map((l: Scalar) => mul(l, constant(1e8)))(tinyFcos.losses(P))
      return enhance(o)(tinyFcos, P, losses).perturbation ?? {}
    }
    const [pair, alone] = [perturbationOf(2), perturbationOf(1)]
    fc.assert(
      fc.property(fc.nat({ max: 99 }), (seed) => {
        const bindings = bound(seed, pair)
        const weights = new Set(learned(Object.values(pair)).keys())
        const half = (i: number): typeof bindings =>
          Object.fromEntries(
            Object.entries(bindings).map(([name, v]) => [
              name,
              weights.has(name) ? v : Array.from(v).slice((i * v.length) / 2, ((i + 1) * v.length) / 2),
            ]),
          )
        const together = evaluate(pair, bindings)
        for (const i of [0, 1]) {
          const own = Object.fromEntries(
            Object.entries(together).map(([l, { data, shape }]) => [
              l,
              { shape, data: data.subarray((i * data.length) / 2, ((i + 1) * data.length) / 2) },
            ]),
          )
          expect(furthest(own, evaluate(alone, half(i)))).toBeLessThanOrEqual(1e-9)
          expect(Object.values(own).some(({ data }) => data.some((v) => v !== 0))).toBe(true)
        }
      }),
      law,
    )
  })
})
