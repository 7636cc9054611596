import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../bench/gpu-memory.ts'
import { type Gpu, gpuRows } from '../../bench/gpu-rows.ts'
import { lacking } from '../../bench/table.ts'
import { targetMissing } from '../../bench/subjects.ts'

const here: Gpu = { driver: true, cuda: null, webgpu: null }

/** Why rows are skipped, by what runs them. */
const skipped = (gpu: Gpu, on: 'CUDA' | 'Vulkan'): readonly string[] => {
  const rows = gpuRows(gpu).filter(({ name }) => name.includes(on))
  // Whether PyTorch is installed here is none of this.
  const ours = rows.map((row) => ({ ...row, subjects: row.subjects.map((s, i) => (i === 0 ? s : { ...s, missing: null })) }))
  return [...new Set(ours.flatMap(lacking))]
}

describe('the rows of a GPU', () => {
  it('are two networks, in three precisions on CUDA and one on Vulkan, on two sizes of batches', () => {
    const rows = gpuRows(here).map(({ name }) => name)
    expect(rows).toHaveLength(16)
    expect(rows.slice(0, 4)).toEqual([
      'FCOS-R50 step, CUDA float32, batch 2',
      'FCOS-R50 step, CUDA tf32, batch 2',
      'FCOS-R50 step, CUDA bf16, batch 2',
      'FCOS-R50 step, Vulkan float32, batch 2',
    ])
  })

  it('feed every subject of a row the same batch', () => {
    for (const { name, subjects } of gpuRows(here)) {
      const batch = /batch (\d+)$/.exec(name)?.[1] ?? ''
      const [own, ...peers] = subjects
      expect(own?.command).toContain(batch)
      expect(peers.every(({ command }) => command.some((a) => a.endsWith(`-${batch}.safetensors`)))).toBe(true)
    }
  })

  it('switch TF32 off in float32 alone', () => {
    const off = gpuRows(here).filter(({ subjects: [own] }) => own?.env?.['NVIDIA_TF32_OVERRIDE'] === '0')
    expect(off.map(({ name }) => name).every((name) => name.includes('CUDA float32'))).toBe(true)
    expect(off).toHaveLength(4)
  })

  it('are measured where all of it is there, and skipped with a word where it is not', () => {
    expect([...skipped(here, 'CUDA'), ...skipped(here, 'Vulkan')]).toEqual([])
    expect(skipped({ ...here, cuda: 'not set up' }, 'CUDA')).toEqual(['not set up'])
    expect(skipped({ ...here, cuda: 'not set up' }, 'Vulkan')).toEqual([])
    expect(skipped({ ...here, webgpu: 'no adapter' }, 'Vulkan')).toEqual(['no adapter'])
    expect(skipped({ ...here, driver: false }, 'CUDA')).toEqual(['there is no NVIDIA driver here, and so no GPU to measure on'])
  })

  it('name a target that this version does not have', () => {
    expect(targetMissing('tfjs:abacus')).toBe('there is no target tfjs:abacus in this version of fovea')
    expect(targetMissing('reference')).toBeNull()
  })

  it('count the bytes of all GPUs, and know where they know none', () => {
    expect(bytesOf(['100', '28'])).toBe(128 * 2 ** 20)
    expect(bytesOf([])).toBeNaN()
  })
})
