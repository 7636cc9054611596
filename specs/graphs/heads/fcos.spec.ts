import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { input, leaf } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { fcosHead } from '../../../graphs/heads/fcos.ts'
import type { Feature } from '../../../stdlib/nn/feature.ts'

const head = fcosHead({ classes: 3, convs: 1, groups: 2 })
const P3Level = { level: 'P3', stride: 8 }
const P3: Feature<'P3'> = input('P3', [2, 4, 5, 4])
const parameters = topological(Object.values<Tensor>({ ...head(P3, P3Level) })).flatMap((x) => {
  const l = leaf(x)
  return l?.kind === 'parameter' ? [l.data] : []
})

describe('the head of FCOS', () => {
  it('multiplies the distances by a number of each level, where there are scales, before what is negative is cut', () => {
    const scaled = fcosHead({ classes: 3, convs: 0, groups: null, scales: true })
    const P4: Feature<'P4'> = input('P4', [1, 1, 2, 1])
    const [small, large] = [scaled(input('P3', [1, 1, 2, 1]), P3Level).sides, scaled(P4, { level: 'P4', stride: 16 }).sides]
    const kernel = Float64Array.from({ length: 9 * 4 }, (_, i) => (Math.floor(i / 4) === 4 ? ([1, -1, 2, 0][i % 4] ?? 0) : 0))
    const weights = { 'head.regression_head.bbox_reg.weight': kernel, 'head.regression_head.bbox_reg.bias': [0, 0, 0, 3] }
    const scales = { 'head.regression_head.scales.P3': [2], 'head.regression_head.scales.P4': [0.5] }
    const found = evaluate({ small, large }, { ...weights, ...scales, P3: [1, 0], P4: [1, 0] })
    expect([...found.small.data]).toEqual([16, 0, 32, 48, 0, 0, 0, 48])
    expect([...found.large.data]).toEqual([8, 0, 16, 24, 0, 0, 0, 24])
  })

  it('gives a row a point, whatever the level', () => {
    expect(Object.values<Tensor>({ ...head(P3, P3Level) }).map((x) => x.shape)).toEqual([
      [2, 20, 3],
      [2, 20, 4],
      [2, 20, 1],
    ])
  })

  it('starts as torchvision’s: kernels normal with deviation 0.01, biases 0, GroupNorm the identity, a prior of 1 % for each class', () => {
    const started = Object.fromEntries(parameters.map((p) => [p.name.replace('head.', ''), p.init]))
    const kernel = { kind: 'normal', deviation: 0.01 }
    const [zero, one] = [
      { kind: 'constant', value: 0 },
      { kind: 'constant', value: 1 },
    ]
    const tower = (branch: string): Readonly<Record<string, unknown>> => ({
      [`${branch}.conv.0.weight`]: kernel,
      [`${branch}.conv.0.bias`]: zero,
      [`${branch}.conv.1.weight`]: one,
      [`${branch}.conv.1.bias`]: zero,
    })
    const prior = started['classification_head.cls_logits.bias']
    expect(1 / (1 + Math.exp(prior?.kind === 'constant' ? -prior.value : NaN))).toBeCloseTo(0.01, 12)
    expect(started).toEqual({
      ...tower('classification_head'),
      'classification_head.cls_logits.weight': kernel,
      'classification_head.cls_logits.bias': prior,
      ...tower('regression_head'),
      'regression_head.bbox_reg.weight': kernel,
      'regression_head.bbox_reg.bias': zero,
      'regression_head.bbox_ctrness.weight': kernel,
      'regression_head.bbox_ctrness.bias': zero,
    })
  })
})
