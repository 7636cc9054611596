import { describe, expect, it } from 'vitest'
import { constant, input } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { adamw } from '../../../stdlib/optim/adamw.ts'
import { agrees, learned, steps } from './torch.ts'
import torch from './torch.json' with { type: 'json' }

describe('adamw', () => {
  it.each(torch.adamw)('takes PyTorch’s steps with $options', ({ options: { betas, eps, weight_decay }, after }) => {
    agrees(adamw({ betas: [betas[0] ?? NaN, betas[1] ?? NaN], epsilon: eps, weightDecay: weight_decay }), after)
  })

  it('carries 1 − βᵗ for each β', () => {
    const updates = adamw({ betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 })(learned, input<readonly []>('learningRate', []))
    steps(updates).forEach((values, i) => {
      expect(values['optimiser.correction1']?.[0]).toBeCloseTo(1 - 0.9 ** (i + 1), 14)
      expect(values['optimiser.correction2']?.[0]).toBeCloseTo(1 - 0.999 ** (i + 1), 14)
    })
  })

  it('takes the steps of another learning rate where a parameter has a multiple of it, and decays what it is told to', () => {
    const optimiser = adamw({ betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.1 })
    const rate = input<readonly []>('learningRate', [])
    const own = steps(
      optimiser(
        learned.map((l) => ({ ...l, rate: 3, decay: true })),
        rate,
      ),
    )
    const whole = steps(
      optimiser(
        learned.map((l) => ({ ...l, decay: true })),
        mul(rate, constant(3)),
      ),
    )
    expect(own).toHaveLength(whole.length)
    own.forEach((values, i) => {
      for (const name of ['w', 'b'] as const)
        Array.from(values[name] ?? []).forEach((v, k) => expect(v).toBeCloseTo(whole[i]?.[name]?.[k] ?? NaN, 12))
    })
    expect(own.at(-1)?.['b']).not.toEqual(steps(optimiser(learned, mul(rate, constant(3)))).at(-1)?.['b'])
  })
})
