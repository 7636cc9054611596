import { describe, expect, it } from 'vitest'
import { input } from '../../../dsl/ops/leaf.ts'
import { clipByNorm } from '../../../stdlib/optim/clip.ts'
import { sgd } from '../../../stdlib/optim/sgd.ts'
import { agrees, learned, learnsEachAtItsOwnRate } from './torch.ts'
import torch from './torch.json' with { type: 'json' }

describe('sgd', () => {
  const plain = torch.sgd.filter(({ clip }) => clip === null)
  it.each(plain)('takes PyTorch’s steps with $options', ({ options: { momentum, weight_decay, nesterov }, after }) => {
    agrees(sgd({ momentum, weightDecay: weight_decay, nesterov }), after)
  })

  const clipped = torch.sgd.flatMap((c) => (c.clip === null ? [] : [{ ...c, clip: c.clip }]))
  it.each(clipped)('takes PyTorch’s steps on gradients clipped at $clip', ({ options: { momentum, weight_decay }, clip, after }) => {
    const optimiser = sgd({ momentum, weightDecay: weight_decay })
    agrees((ls, rate) => {
      const { gradients } = clipByNorm(
        ls.map(({ gradient }) => gradient),
        clip,
      )
      return optimiser(
        ls.map((l, i) => ({ ...l, gradient: gradients[i] ?? l.gradient })),
        rate,
      )
    }, after)
  })

  it('keeps no buffer without momentum', () => {
    const names = Object.keys(sgd({ momentum: 0, weightDecay: 0.1 })(learned, input<readonly []>('learningRate', [])))
    expect(names).toEqual(['w', 'b'])
  })

  it('takes the steps of another learning rate where a parameter has a multiple of it, and decays what it is told to', () => {
    learnsEachAtItsOwnRate(sgd({ momentum: 0.9, weightDecay: 0.1 }))
  })
})
