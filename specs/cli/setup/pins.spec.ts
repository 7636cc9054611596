import { describe, expect, it } from 'vitest'
import { sizeSaid } from '../../../cli/setup/download.ts'
import { wheelsOf } from '../../../cli/setup/pins.ts'
import { tensorflowVersion } from '../../../dsl/targets/tensorflow/library.ts'

const all = [wheelsOf('cpu', 'x64'), wheelsOf('cpu', 'arm64'), wheelsOf('cuda', 'x64')].flat()

describe('the pinned wheels', () => {
  it('begin with TensorFlow itself, of the version that programs are lowered to', () => {
    const first = [wheelsOf('cpu', 'x64'), wheelsOf('cpu', 'arm64'), wheelsOf('cuda', 'x64')].map(
      ([w]) => `${w?.name ?? ''} ${w?.version ?? ''}`,
    )
    expect(first).toEqual(['tensorflow-cpu', 'tensorflow', 'tensorflow'].map((name) => `${name} ${tensorflowVersion}`))
  })

  it('have a SHA-256 each, no two the same', () => {
    expect(all.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([])
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(all.length)
  })

  it('are none where TensorFlow is not built for the processor', () => {
    expect([wheelsOf('cuda', 'arm64'), wheelsOf('cpu', 's390x')]).toEqual([[], []])
  })
})

describe('the size of a download', () => {
  it('is what pip says', () => {
    expect(sizeSaid('  Downloading tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl (273.8 MB)')).toBe(273_800_000)
    expect([sizeSaid('Downloading a.whl (12 kB)'), sizeSaid('Downloading a.whl'), sizeSaid('Saved ./a.whl (1 GB)')]).toEqual([
      12_000,
      null,
      null,
    ])
  })
})
