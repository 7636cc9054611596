import { fileURLToPath } from 'node:url'
import { experiment, setAsPublished } from '../graphs/experiment/defaults.ts'

// Claim: a small FCOS, with and without SET, learns elephant seals as well here as torchvision's does, given the same architecture,
// data, steps, optimiser and protocol. Images are resized to 128 pixels, at which the median animal is 11 pixels long, and sizes
// count at that scale.

const base = experiment({
  name: 'base',
  classes: [
    { id: 1, name: 'pup' },
    { id: 2, name: 'cow' },
    { id: 3, name: 'bull' },
  ],
  data: {
    kind: 'coco',
    folder: fileURLToPath(new URL('../../shared/data/seals', import.meta.url)),
    train: 'train',
    valid: 'valid',
    empty: 'background',
  },
  detector: {
    kind: 'fcos',
    backbone: { kind: 'residual', widths: [16, 32, 64, 96, 128], groups: 8 },
    neck: { kind: 'fpn', from: ['C2', 'C3', 'C4', 'C5'], channels: 64, extra: null, init: 'kaiming' },
    head: { convs: 2, groups: 8, scales: false },
    assigner: { radius: 1.5, bounds: null },
    loss: { box: 'giou', weighting: 'positives' },
  },
  input: { size: 128, resize: 'fixed', normalise: 'symmetric', flips: { horizontal: 0.5, vertical: 0.5 } },
  training: {
    steps: 1500,
    batch: 8,
    sampling: 'replacement',
    optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-4 },
    schedule: { rate: 1e-3, warmUp: { kind: 'linear', steps: 99, ratio: 0.01 }, decay: { kind: 'cosine' } },
    clip: 35,
    biases: { rate: 1, decay: true },
    checkpointEvery: 100,
    evaluateEvery: 500,
  },
  test: {
    score: 'root',
    scoreThreshold: 0.05,
    candidates: 1000,
    nms: 0.6,
    maxDetections: 300,
    protocol: 'aitod',
    maxDets: [1, 100, 300],
    scale: 'input',
  },
})

export const experiments = [base, { ...base, name: 'set', method: setAsPublished }]
