import { describe, expect, it } from 'vitest'
import { batchOf, declared, leavesOf, startOf } from '../../bench/start.ts'
import { startTensors } from '../../bench/start-file.ts'

const leaves = leavesOf(declared('demo', 'fcos', 2))

describe('the start of the subjects', () => {
  it('feeds one hundredth of the points an object, the same in every input that speaks of them', () => {
    const fed = batchOf(leaves.inputs)
    const points = Array.from(fed['labels'] ?? [], (label) => label >= 0)
    const share = points.filter(Boolean).length / points.length
    expect(share).toBeGreaterThan(0.002)
    expect(share).toBeLessThan(0.03)
    expect(Array.from(fed['positive'] ?? [], (p) => p === 1)).toEqual(points)
    expect(Array.from(fed['centerness'] ?? [], (c) => c > 0)).toEqual(points)
  })

  it('is the same for a variant and the detector, where they share names', () => {
    const other = leavesOf(declared('demo', 'fcos-set', 2))
    const [a, b] = [startOf(leaves), startOf(other)]
    expect(Object.keys(a).every((name) => name.startsWith('optimiser.') || a[name]?.every((v, i) => v === b[name]?.[i]))).toBe(true)
    expect(batchOf(other.inputs)).toMatchObject(batchOf(leaves.inputs))
  })

  it('gives normalisations statistics that change what they compute', () => {
    const name = 'bn.running_var'
    const start = startOf({
      parameters: [],
      state: [
        { name, shape: [8], value: 1 },
        { name: 'bn.running_mean', shape: [8], value: 0 },
      ],
    })
    expect(new Set(start[name]).size).toBe(8)
    expect(start[name]?.every((v) => v >= 0.75 && v < 1.25)).toBe(true)
    expect(start['bn.running_mean']?.some((v) => v !== 0)).toBe(true)
  })

  it('is written with kernels as PyTorch lays them out, and what is fed as it is', () => {
    const { tensors } = startTensors('demo', 'fcos', 2)
    expect(tensors.get('backbone.body.down0.0.weight')?.shape).toEqual([16, 3, 3, 3])
    expect(tensors.get('batch.images')?.shape).toEqual([2, 96, 96, 3])
    expect(tensors.get('batch.labels')?.dtype).toBe('I32')
    expect([...tensors.keys()].some((name) => name.startsWith('optimiser.'))).toBe(false)
  })
})
