import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { groupNorm } from '../../../stdlib/nn/group-norm.ts'
import { furthest } from '../../laws/agreement.ts'
import { fractions } from '../../laws/generators/numbers.ts'

const shapes = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  h: fc.integer({ min: 1, max: 4 }),
  w: fc.integer({ min: 1, max: 4 }),
  groups: fc.integer({ min: 1, max: 3 }),
  each: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat({ max: 999 }),
})

describe('group normalisation', () => {
  it('normalises each group of each image by its own mean and variance (eps 1e-5), then scales and shifts each channel', () => {
    fc.assert(
      fc.property(shapes, ({ n, h, w, groups, each, seed }) => {
        const c = groups * each
        const x = fractions(String(seed), n * h * w * c)
        const [weight, bias] = [fractions('weight', c), fractions('bias', c)]
        const expected = x.map((v, i) => {
          const [image, channel] = [Math.floor(i / (h * w * c)), i % c]
          const group = Math.floor(channel / each)
          const own = x.filter((_, k) => Math.floor(k / (h * w * c)) === image && Math.floor((k % c) / each) === group)
          const mean = own.reduce((s, u) => s + u, 0) / own.length
          const variance = own.reduce((s, u) => s + (u - mean) ** 2, 0) / own.length
          return ((v - mean) / Math.sqrt(variance + 1e-5)) * (weight[channel] ?? NaN) + (bias[channel] ?? NaN)
        })
        const found = evaluate({ y: groupNorm('norm', groups)(input('x', [n, h, w, c])) }, { x, 'norm.weight': weight, 'norm.bias': bias })
        expect(furthest(found, { y: { data: expected } })).toBeLessThanOrEqual(1e-11)
      }),
    )
  })

  it('refuses groups that do not divide the channels', () => {
    const issues = topological([groupNorm('norm', 8)(input('x', [1, 2, 2, 20]))]).flatMap((x) => x.issues)
    expect(issues.map((i) => [i.code, i.path])).toEqual([['reshape C2', ['norm']]])
  })
})
