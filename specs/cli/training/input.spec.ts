import { expect, it } from 'vitest'
import { normalisationOf } from '../../../cli/training/input.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { normalise } from '../../../stdlib/data/transforms/normalise.ts'
import { tiny } from './tiny.ts'

const white = { width: 1, height: 1, data: Uint8Array.of(255, 255, 255) }
const seen = (by: Experiment['input']['normalise']): readonly number[] => [
  ...normalise(normalisationOf({ input: { ...tiny().input, normalise: by } }))(white),
]

it('white is 1 in the symmetric normalisation, and as torchvision’s networks see it in ImageNet’s', () => {
  expect(seen('symmetric')).toEqual([1, 1, 1])
  // (1 − mean) / std of torchvision's transforms, in units of 1.
  const expected = [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
  seen('imagenet').forEach((v, c) => {
    expect(v).toBeCloseTo(expected[c] ?? NaN, 5)
  })
})
