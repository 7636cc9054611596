import { describe, expect, it } from 'vitest'
import { input } from '../../../dsl/ops/leaf.ts'
import { adamw } from '../../../stdlib/optim/adamw.ts'
import { agrees, learned, learnsEachAtItsOwnRate, steps } from './torch.ts'
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
    learnsEachAtItsOwnRate(adamw({ betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.1 }))
  })
})
