import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outputs } from '../../../dsl/core/graph.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import { perturb, perturbation, type PerturbationOptions } from '../../../graphs/set/perturbation.ts'
import type { Feature, Pyramid, Scalar } from '../../../stdlib/nn/feature.ts'
import { furthest } from '../../laws/agreement.ts'
import { fractions } from '../../laws/generators/numbers.ts'

const images = 3
const perImage = 2 * 2 * 2
const g: Feature<'P3'> = input('g', [images, 2, 2, 2])
const norm = (v: ArrayLike<number>): number => Math.sqrt(Array.from(v).reduce((s, x) => s + x * x, 0))
const each = (v: Float64Array): readonly Float64Array[] =>
  Array.from({ length: images }, (_, i) => v.subarray(i * perImage, (i + 1) * perImage))

/** Gradients from far below the 1e-12 of the denominator to far above it, some images of them zero. */
const gradient = fc
  .record({
    seed: fc.nat({ max: 999 }),
    exponents: fc.array(fc.integer({ min: -16, max: 3 }), { minLength: images, maxLength: images }),
    silent: fc.nat({ max: 9 }),
  })
  .map(({ seed, exponents, silent }) =>
    fractions(String(seed), images * perImage).map((v, k) => {
      const image = Math.floor(k / perImage)
      return image === silent ? 0 : v * 10 ** (exponents[image] ?? 0)
    }),
  )
const rho = fc.constantFrom(0, 0.1, 1, 5)
const epsilonOf = (o: Pick<PerturbationOptions, 'rho' | 'norm'>, v: Float64Array): Float64Array =>
  evaluate({ e: perturb(g, o) }, { g: v }).e.data
/** ρ‖g‖ / (‖g‖ + 1e-12): ρ up to the constant of the denominator, and 0 at 0. */
const expected = (r: number, v: Float64Array): number => (r * norm(v)) / (norm(v) + 1e-12)
const near = (a: number, b: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(b)))
}

describe('the perturbation of one branch (Eq. 6)', () => {
  it('has norm ρ over the batch, or zero where the gradient is zero', () => {
    fc.assert(
      fc.property(gradient, rho, (v, r) => {
        near(norm(epsilonOf({ rho: r, norm: 'batch' }, v)), expected(r, v))
      }),
    )
  })

  it('has norm ρ in each image, or zero where its gradient is zero', () => {
    fc.assert(
      fc.property(gradient, rho, (v, r) => {
        each(epsilonOf({ rho: r, norm: 'image' }, v)).forEach((e, i) => {
          near(norm(e), expected(r, each(v)[i] ?? v))
        })
      }),
    )
  })

  it('points along the gradient', () => {
    fc.assert(
      fc.property(gradient, fc.constantFrom('batch' as const, 'image' as const), (v, by) => {
        const e = epsilonOf({ rho: 1, norm: by }, v)
        each(v).forEach((own, i) => {
          const of = each(e)[i] ?? e
          near(
            own.reduce((s, x, k) => s + x * (of[k] ?? 0), 0),
            norm(own) * norm(of),
          )
        })
      }),
    )
  })

  it('does not see the scale of the loss', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999 }), fc.constantFrom('batch' as const, 'image' as const), (seed, by) => {
        const v = fractions(String(seed), images * perImage)
        const [once, sevenfold] = [
          epsilonOf({ rho: 1, norm: by }, v),
          epsilonOf(
            { rho: 1, norm: by },
            v.map((x) => 7 * x),
          ),
        ]
        once.forEach((x, k) => {
          near(x, sevenfold[k] ?? NaN)
        })
      }),
    )
  })
})

describe('the perturbation of all branches (Eq. 8)', () => {
  // Losses ⟨g_m, P⟩ have the gradients g_m.
  const P: Pyramid<'P3' | 'P4'> = { P3: input('p3', [2, 2, 2, 2]), P4: input('p4', [2, 1, 1, 2]) }
  const along = (m: string): Tensor<'f32', readonly []> => {
    const [a, b]: readonly [Scalar, Scalar] = [total(mul(P.P3, input(`${m}3`, P.P3.shape))), total(mul(P.P4, input(`${m}4`, P.P4.shape)))]
    return mul(a, b)
  }
  const losses = { a: along('a'), b: along('b'), c: along('c') }
  const bindings = (seed: number): Readonly<Record<string, Float64Array>> =>
    Object.fromEntries(
      ['p3', 'a3', 'b3', 'c3', 'p4', 'a4', 'b4', 'c4'].map((name) => [
        name,
        fractions(`${String(seed)} ${name}`, name.endsWith('3') ? 16 : 4),
      ]),
    )
  const options = fc.record({ rho, norm: fc.constantFrom('batch' as const), branchWeight: fc.constantFrom('mean' as const, 0.5, 1) })

  it('has norm ρ·Σ λ_m at most on every level, and is Σ λ_m ε_m', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999 }), options, (seed, o) => {
        const weight = o.branchWeight === 'mean' ? 1 / 3 : o.branchWeight
        const own = Object.fromEntries(
          Object.entries(losses).map(([m, loss]) => {
            const [d] = grad(loss, [P.P3])
            return [m, perturb<'P3'>(d, o)]
          }),
        )
        const outputs: Outputs = { ...perturbation(o)(losses, P), ...own }
        const found = evaluate(outputs, bindings(seed))
        expect(norm(found['P3']?.data ?? [NaN])).toBeLessThanOrEqual(3 * weight * o.rho * (1 + 1e-12))
        expect(norm(found['P4']?.data ?? [NaN])).toBeLessThanOrEqual(3 * weight * o.rho * (1 + 1e-12))
        found['P3']?.data.forEach((v, k) => {
          near(v, weight * ['a', 'b', 'c'].reduce((s, m) => s + (found[m]?.data[k] ?? NaN), 0))
        })
      }),
    )
  })

  it('weighs each of M branches by λ_m = 1 / M: M alike together are one, whatever M', () => {
    const gradients = fc.record({ seed: fc.nat({ max: 999 }), branches: fc.constantFrom(1, 2, 3, 4, 7) })
    fc.assert(
      fc.property(gradients, rho, ({ seed, branches }, r) => {
        const alike = Object.fromEntries(Array.from({ length: branches }, (_, m) => [String(m), losses.a] as const))
        const [d] = grad(losses.a, [P.P3])
        const outputs = {
          one: perturb<'P3'>(d, { rho: r, norm: 'batch' }),
          all: perturbation({ rho: r, norm: 'batch', branchWeight: 'mean' })(alike, P).P3,
        }
        const { one, all } = evaluate(outputs, bindings(seed))
        all.data.forEach((v, k) => {
          near(v, one.data[k] ?? NaN)
        })
      }),
    )
  })

  it('lets no gradient pass', () => {
    const eps = perturbation({ rho: 1, norm: 'image', branchWeight: 'mean' })(losses, P)
    const [d, da] = grad(total(mul(eps.P3, P.P3)), [P.P3, input('a3', P.P3.shape)] as const)
    fc.assert(
      fc.property(fc.nat({ max: 999 }), (seed) => {
        const found = evaluate({ eps: eps.P3, d, da }, bindings(seed))
        expect(furthest({ v: found.eps }, { v: found.d })).toBe(0)
        expect(found.da.data.every((v) => v === 0)).toBe(true)
      }),
    )
  })
})
