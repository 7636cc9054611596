import { experiment, setAsPublished } from '../graphs/experiment/defaults.ts'

// Claim: FCOS and FCOS + SET learn to find tiny objects in 1/f clutter within minutes on a CPU. The demo trains both.

const base = experiment({
  name: 'fcos',
  classes: [
    { id: 1, name: 'disc' },
    { id: 2, name: 'bar' },
    { id: 3, name: 'cross' },
  ],
  data: {
    kind: 'scenes',
    size: 96,
    objects: [5, 15],
    sides: [4, 32],
    shapes: ['disc', 'bar', 'cross'],
    contrast: 1.2,
    train: 400,
    valid: 50,
    seed: 0,
  },
  detector: {
    kind: 'fcos',
    backbone: { kind: 'residual', widths: [16, 24, 32, 48, 64], groups: 8 },
    neck: { kind: 'fpn', from: ['C2', 'C3', 'C4', 'C5'], channels: 32, extra: null, init: 'kaiming' },
    head: { convs: 2, groups: 8, scales: false },
    assigner: { radius: 1.5, bounds: null },
    loss: { box: 'giou', weighting: 'positives' },
  },
  input: { size: 96, resize: 'fixed', normalise: 'symmetric', flips: { horizontal: 0.5, vertical: 0.5 } },
  training: {
    steps: 300,
    batch: 4,
    sampling: 'shuffle',
    optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-4 },
    schedule: { rate: 3e-3, warmUp: { kind: 'linear', steps: 49, ratio: 0.02 }, decay: { kind: 'cosine' } },
    clip: 10,
    biases: { rate: 1, decay: true },
    checkpointEvery: 100,
    evaluateEvery: null,
  },
})

export const experiments = [base, { ...base, name: 'fcos-set', method: setAsPublished }]
