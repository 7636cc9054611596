import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw } from '../../../dsl/core/issue.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../stdlib/checkpoint/checkpoint.ts'
import { decode, encode, type Safetensors, type Stored } from '../../../stdlib/checkpoint/safetensors.ts'
import { initialState } from '../../../stdlib/nn/initialise.ts'
import type { Kept } from '../../../stdlib/nn/leaves.ts'

const parameter = (name: string, shape: readonly number[]): Kept['parameters'][number] => ({
  name,
  shape,
  init: { kind: 'normal', deviation: 1 },
  trainable: true,
  decay: true,
})
const kept: Kept = {
  parameters: [parameter('conv.weight', [1, 3, 4, 2]), parameter('conv.bias', [2])],
  state: [{ name: 'optimiser.momentum.conv.weight', shape: [1, 3, 4, 2], value: 0.5 }],
}
const checkpoint = (seed: number): Checkpoint => ({ name: 'fcos', seed, step: 500, values: initialState(kept, seed) })

const issuesOf = (file: Safetensors): readonly string[] =>
  pipe(
    decodeCheckpoint(kept)(file),
    E.match(
      (issues) => issues.map(draw),
      () => [],
    ),
  )
const withTensors = (change: (tensors: Map<string, Stored>) => void): Safetensors => {
  const file = encodeCheckpoint(kept, checkpoint(1))
  const tensors = new Map(file.tensors)
  change(tensors)
  return { ...file, tensors }
}

describe('checkpoint', () => {
  it('comes back from its bytes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const c = checkpoint(seed)
        expect(pipe(encode(encodeCheckpoint(kept, c)), E.chain(decode), E.chainW(decodeCheckpoint(kept)))).toEqual(E.right(c))
      }),
      { numRuns: 20 },
    )
  })

  it('holds convolutions and their momentum as PyTorch lays them out', () => {
    const { tensors } = encodeCheckpoint(kept, checkpoint(1))
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['conv.weight', [2, 4, 1, 3]],
      ['conv.bias', [2]],
      ['optimiser.momentum.conv.weight', [2, 4, 1, 3]],
    ])
  })

  it('says all that is wrong at once, with both values', () => {
    const file = withTensors((tensors) => {
      tensors.delete('conv.bias')
      tensors.set('conv.weight', { dtype: 'F32', shape: [2, 4, 3, 1], data: new Float32Array(24) })
      tensors.set('optimiser.momentum.conv.weight', { dtype: 'F64', shape: [2, 4, 1, 3], data: new Float64Array(24) })
      tensors.set('hbs.P3.reduce.weight', { dtype: 'F32', shape: [1], data: new Float32Array(1) })
    })
    const issues = issuesOf({ ...file, metadata: new Map([...file.metadata, ['format', 'fovea 0'], ['step', '-3']]) })
    expect(issues.map((text) => text.split('\n')[0])).toEqual([
      'checkpoint metadata: `format` is "fovea 1", but is "fovea 0"',
      'checkpoint metadata: `step` is a natural number, but is "-3"',
      'checkpoint shape: conv.weight has shape [2, 4, 1, 3], but [2, 4, 3, 1] here',
      'checkpoint missing: conv.bias is expected, but the file has no such tensor',
      'checkpoint dtype: optimiser.momentum.conv.weight is F32, but F64 here',
      'checkpoint unexpected: the file has hbs.P3.reduce.weight, but nothing here takes it',
    ])
    expect(issues[2]).toMatch(/expected +F32 \[2, 4, 1, 3\]\n +found +F32 \[2, 4, 3, 1\]/)
  })

  it('says which metadata are missing', () => {
    const { tensors } = encodeCheckpoint(kept, checkpoint(1))
    expect(issuesOf({ tensors, metadata: new Map() })).toHaveLength(4)
  })

  it('gives the detector’s own parameters out of a training’s checkpoint', () => {
    const own: Kept = { parameters: kept.parameters.slice(0, 1), state: [] }
    const c = checkpoint(3)
    const found = decodeCheckpoint(own, { others: 'pass' })(encodeCheckpoint(kept, c))
    expect(found).toEqual(E.right({ ...c, values: { 'conv.weight': c.values['conv.weight'] } }))
  })
})
