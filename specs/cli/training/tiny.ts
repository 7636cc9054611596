import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { experiment } from '../../../graphs/experiment/defaults.ts'

/** An experiment that is drawn, compiled and trained in a moment: 64-pixel scenes, 32-pixel input, a narrow network. */
export const tiny = (changes: Partial<Experiment> = {}): Experiment => {
  const base = experiment({
    name: 'tiny',
    seed: 3,
    classes: [
      { id: 4, name: 'disc & <ring>' },
      { id: 9, name: 'bar' },
    ],
    data: {
      kind: 'scenes',
      size: 64,
      objects: [2, 4],
      sides: [12, 28],
      shapes: ['disc', 'bar'],
      contrast: 1,
      train: 6,
      valid: 3,
      seed: 1,
    },
    detector: {
      kind: 'fcos',
      backbone: { kind: 'convolutions', widths: [4, 4, 8, 8, 8] },
      neck: { kind: 'fpn', from: ['C2', 'C3', 'C4', 'C5'], channels: 8, extra: null, init: 'kaiming' },
      head: { convs: 1, groups: 2, scales: false },
      assigner: { radius: 1.5, bounds: null },
      loss: { box: 'giou', weighting: 'positives' },
    },
    input: { size: 32, resize: 'fixed', normalise: 'symmetric', flips: { horizontal: 0.5, vertical: 0.5 } },
  })
  return {
    ...base,
    training: {
      ...base.training,
      steps: 2,
      batch: 2,
      checkpointEvery: 2,
      schedule: { rate: 1e-3, warmUp: null, decay: { kind: 'cosine' } },
    },
    ...changes,
  }
}
