import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outputs } from '../../../dsl/core/graph.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { clipByNorm } from '../../../stdlib/optim/clip.ts'
import torch from './torch.json' with { type: 'json' }

const clipped = (g: readonly (readonly number[])[], max: number): { readonly norm: number; readonly gradients: readonly number[] } => {
  const { gradients, norm } = clipByNorm(
    g.map((v, i) => input(String(i), [v.length])),
    max,
  )
  const outputs: Outputs = { norm, ...Object.fromEntries(gradients.map((x, i) => [`g${i}`, x])) }
  const values = evaluate(outputs, Object.fromEntries(g.map((v, i) => [String(i), v])))
  return { norm: values['norm']?.data[0] ?? NaN, gradients: g.flatMap((_, i) => [...(values[`g${i}`]?.data ?? [])]) }
}

const gradients = fc.array(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
})
const maximum = fc.double({ min: 1e-3, max: 100, noNaN: true })

describe('clipByNorm', () => {
  const withNorms = torch.sgd.flatMap(({ clip, norms }) => (clip === null ? [] : [{ clip, norms }]))
  it.each(withNorms)('reports PyTorch’s norm, before clipping at $clip', ({ clip, norms }) => {
    torch.gradients.forEach((g, i) => {
      expect(clipped([g.w, g.b], clip).norm / (norms[i] ?? NaN)).toBeCloseTo(1, 12)
    })
  })

  it('leaves a norm of at most the maximum, and the direction', () => {
    fc.assert(
      fc.property(gradients, maximum, (g, max) => {
        const { gradients: c, norm } = clipped(g, max)
        const flat = g.flat()
        expect(Math.hypot(...c)).toBeLessThanOrEqual(max * (1 + 1e-12))
        c.forEach((v, i) => expect(v * norm).toBeCloseTo((flat[i] ?? NaN) * Math.hypot(...c), 3))
      }),
    )
  })

  it('changes nothing below the maximum', () => {
    fc.assert(
      fc.property(gradients, (g) => {
        expect(clipped(g, Math.hypot(...g.flat()) + 1e-3).gradients).toEqual(g.flat())
      }),
    )
  })

  it('does not hide a gradient that is not finite', () => {
    for (const bad of [NaN, Infinity]) {
      const { gradients: c, norm } = clipped([[bad, 1], [2]], 35)
      expect(norm).not.toSatisfy(Number.isFinite)
      expect(c[0]).toBeNaN()
    }
  })
})
