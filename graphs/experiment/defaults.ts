import { linearWarmUp } from '../../stdlib/optim/schedule.ts'
import { paper } from '../set/set.ts'
import type { Experiment } from './codec.ts'

/** SET as the paper writes it (Eq. 1-9, r = 4, ρ = 1, λ = 1). */
export const setAsPublished: NonNullable<Experiment['method']> = { kind: 'set', ...paper }

/** What an experiment has to say; the rest has defaults. */
export type Declaration = Pick<Experiment, 'name' | 'classes' | 'data'> & Partial<Experiment>

const detector: Experiment['detector'] = {
  kind: 'fcos',
  backbone: { kind: 'residual', widths: [16, 32, 64, 96, 128], groups: 8 },
  neck: { kind: 'fpn', from: ['C2', 'C3', 'C4', 'C5'], channels: 64, extra: null, init: 'kaiming' },
  head: { convs: 2, groups: 8, scales: false },
  assigner: { radius: 1.5, bounds: null },
  loss: { box: 'giou', weighting: 'positives' },
}

const training: Experiment['training'] = {
  steps: 1500,
  batch: 8,
  sampling: 'shuffle',
  optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-4 },
  schedule: { rate: 1e-3, warmUp: linearWarmUp(100), decay: { kind: 'cosine' } },
  clip: 35,
  biases: { rate: 1, decay: true },
  checkpointEvery: 250,
  evaluateEvery: null,
}

/**
 * An experiment with defaults for what it leaves out: a small FCOS for a CPU, 128 pixels, AdamW with warm-up and cosine, AI-TOD's sizes.
 *
 * @example experiment({ name: 'base', classes: [{ id: 1, name: 'pup' }], data: { kind: 'coco', folder: 'seals', train: 'train', valid: 'valid', empty: 'background' } })
 */
export const experiment = (d: Declaration): Experiment => ({
  seed: 0,
  detector,
  method: null,
  input: { size: 128, resize: 'fixed', normalise: 'symmetric', flips: { horizontal: 0.5, vertical: 0.5 } },
  training,
  test: {
    score: 'root',
    scoreThreshold: 0.05,
    candidates: 1000,
    nms: 0.6,
    maxDetections: 300,
    protocol: 'aitod',
    maxDets: [1, 100, 300],
    scale: 'original',
  },
  ...d,
})
