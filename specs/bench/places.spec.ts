import { afterEach, describe, expect, it, vi } from 'vitest'
import { peersFolder, python, pythonHas } from '../../bench/places.ts'
import { torch } from '../../bench/subjects.ts'

afterEach(() => vi.unstubAllEnvs())

describe('the Python of the peers', () => {
  it('is the one that the set-up made, unless FOVEA_BENCH_PYTHON names another', () => {
    expect(python({})).toBe(`${peersFolder}/bin/python`)
    expect(python({ FOVEA_BENCH_PYTHON: '' })).toBe(`${peersFolder}/bin/python`)
    expect(python({ FOVEA_BENCH_PYTHON: '/usr/bin/python3' })).toBe('/usr/bin/python3')
  })

  it('is taken to have what it needs where it is another, and nothing where it is not there', () => {
    vi.stubEnv('FOVEA_BENCH_PYTHON', process.execPath)
    expect(pythonHas('torch')).toBe(true)
    vi.stubEnv('FOVEA_BENCH_PYTHON', '/nowhere/python')
    expect(pythonHas('torch')).toBe(false)
    expect(torch({ variant: 'fcos', mode: 'eager', precision: 'float32' }).missing).toBe('PyTorch is not installed: `npm run bench:setup`')
  })
})
