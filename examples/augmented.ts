import { type Experiment } from '../graphs/experiment/codec.ts'
import { experiment } from '../graphs/experiment/defaults.ts'
import { detrCrop } from '../stdlib/data/transforms/crop.ts'
import { ssdPhotometric } from '../stdlib/data/transforms/photometric.ts'

// The demo's scenes with all that can be drawn anew for a picture. It shows how to write it; it claims no gain.

const shapes = ['disc', 'bar', 'cross'] as const

const augmented: Experiment = experiment({
  name: 'augmented',
  classes: shapes.map((name, i) => ({ id: i + 1, name })),
  data: { kind: 'scenes', size: 128, objects: [10, 30], sides: [4, 32], shapes, contrast: 1, train: 200, valid: 30, seed: 1 },
  input: {
    size: 128,
    resize: 'keep-ratio',
    normalise: 'symmetric',
    flips: { horizontal: 0.5, vertical: 0.5 },
    augment: {
      copyPaste: { probability: 0.5, copies: 5, size: 12, others: true, overlap: 0 },
      mosaic: { probability: 0.2, cell: 128, keep: { part: 0.4, side: 2 } },
      crop: { ...detrCrop, resize: [128, 144, 160], sides: [96, 128], keep: { part: 0.4, side: 2 } },
      scales: { sizes: [96, 112, 128], per: 'sample' },
      photometric: ssdPhotometric,
    },
  },
})

export const experiments = [augmented]
