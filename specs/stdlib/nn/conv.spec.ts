import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import { size, type Tensor } from '../../../dsl/core/tensor.ts'
import { input, leaf, type ParameterData } from '../../../dsl/ops/leaf.ts'
import { conv } from '../../../stdlib/nn/conv.ts'
import { initialise } from '../../../stdlib/nn/initialise.ts'

const parametersOf = (y: Tensor): readonly ParameterData[] =>
  topological([y]).flatMap((x) => {
    const l = leaf(x)
    return l?.kind === 'parameter' ? [l.data] : []
  })

const layers = fc.record({
  channels: fc.integer({ min: 1, max: 40 }),
  kernel: fc.constantFrom(1, 3, 5),
  stride: fc.integer({ min: 1, max: 2 }),
  inputs: fc.integer({ min: 1, max: 20 }),
})

describe('a convolution', () => {
  it('has weight and bias by default, uniform in ±1 / √(fan in), as PyTorch’s', () => {
    fc.assert(
      fc.property(layers, ({ inputs, ...o }) => {
        const [weight, bias, ...more] = parametersOf(conv('c', o)(input('x', [1, 8, 8, inputs])))
        expect([weight?.name, weight?.shape, bias?.name, bias?.shape, more]).toEqual([
          'c.weight',
          [o.kernel, o.kernel, inputs, o.channels],
          'c.bias',
          [o.channels],
          [],
        ])
        const bound = 1 / Math.sqrt(o.kernel * o.kernel * inputs)
        for (const p of [weight, bias]) {
          if (p === undefined) continue
          const most = Math.max(...Array.from(initialise(p, 0), Math.abs))
          expect(most).toBeLessThanOrEqual(bound * (1 + 1e-6))
          // Of n draws, the largest is below 0.9 of the bound with probability 0.9ⁿ.
          if (size(p.shape) > 200) expect(most).toBeGreaterThan(0.9 * bound)
        }
        expect(bias?.init).toEqual({ kind: 'uniform', bound })
      }),
    )
  })

  it('keeps the size at stride 1, and halves it, rounded up, at stride 2', () => {
    fc.assert(
      fc.property(layers, fc.integer({ min: 1, max: 30 }), ({ inputs, ...o }, side) => {
        const y = conv('c', o)(input('x', [2, side, side, inputs]))
        expect(y.shape).toEqual([2, Math.ceil(side / o.stride), Math.ceil(side / o.stride), o.channels])
      }),
    )
  })

  it('has no bias where none is asked for', () => {
    expect(parametersOf(conv('c', { channels: 2, kernel: 3, bias: false })(input('x', [1, 4, 4, 3]))).map((p) => p.name)).toEqual([
      'c.weight',
    ])
  })
})
