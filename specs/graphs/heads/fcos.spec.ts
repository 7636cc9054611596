import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { input, leaf } from '../../../dsl/ops/leaf.ts'
import { fcosHead } from '../../../graphs/heads/fcos.ts'
import type { Feature } from '../../../stdlib/nn/feature.ts'

const head = fcosHead({ classes: 3, convs: 1, groups: 2 })
const P3: Feature<'P3'> = input('P3', [2, 4, 5, 4])
const parameters = topological(Object.values<Tensor>({ ...head(P3, 8) })).flatMap((x) => {
  const l = leaf(x)
  return l?.kind === 'parameter' ? [l.data] : []
})

describe('the head of FCOS', () => {
  it('gives a row a point, whatever the level', () => {
    expect(Object.values<Tensor>({ ...head(P3, 8) }).map((x) => x.shape)).toEqual([
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
