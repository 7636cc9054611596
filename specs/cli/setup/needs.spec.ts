import { describe, expect, it } from 'vitest'
import { type Machine, missing } from '../../../cli/setup/needs.ts'

const good: Machine = { platform: 'linux', arch: 'x64', glibc: '2.36', freeBytes: 1e12, driver: 560, runs: () => true }
const lacks = (change: Partial<Machine>, kind: 'cpu' | 'cuda' = 'cpu'): readonly string[] =>
  missing({ ...good, ...change }, kind).map((i) => `${i.code}: ${i.message}; ${i.hint}`)

describe('a set-up', () => {
  it('needs nothing more of a machine that has all', () => {
    expect([lacks({}), lacks({ arch: 'arm64' }), lacks({ glibc: '2.27' }), lacks({}, 'cuda')]).toEqual([[], [], [], []])
  })

  it('says elsewhere that it is for Linux, and what works there', () => {
    const [said] = lacks({ platform: 'darwin', glibc: undefined, runs: () => false })
    expect(said).toBe('setup: system: this set-up is for Linux, but this is darwin; the target tfjs:wasm works here and needs no set-up')
    expect(lacks({ platform: 'win32' })).toHaveLength(1)
  })

  it('says which processor, and which C library is too old', () => {
    expect(lacks({ arch: 'arm64' }, 'cuda')[0]).toContain('TensorFlow for cuda is built for x64, but this is arm64')
    expect(lacks({ arch: 's390x' })[0]).toContain('x64 and arm64, but this is s390x')
    expect(lacks({ glibc: '2.17' })[0]).toContain('glibc 2.27 or newer is needed, but this is glibc 2.17')
    expect(lacks({ glibc: '2.9' })).toHaveLength(1)
    expect(lacks({ glibc: undefined })[0]).toContain('another C library')
  })

  it('for CUDA says before it downloads anything that the driver is missing or too old, and what goes without', () => {
    expect(lacks({ driver: 'none', runs: () => false }, 'cuda')).toEqual([
      'setup: driver: CUDA needs an NVIDIA GPU and its driver, but there is no driver here; install the driver; without --cuda, it is set up for the processor',
    ])
    expect(lacks({ driver: 470 }, 'cuda')[0]).toContain('CUDA 12 needs driver 525 or newer, but this is 470')
    expect([lacks({ driver: 525 }, 'cuda'), lacks({ driver: 'unknown' }, 'cuda'), lacks({ driver: 'none' })]).toEqual([[], [], []])
  })

  it('says all missing tools and the disk at once, each with the command that mends it', () => {
    const said = lacks({ runs: () => false, freeBytes: 1e8 })
    expect(said.map((s) => s.split(':').slice(0, 2).join(':'))).toEqual(['setup: disk', 'setup: tool', 'setup: tool'])
    expect(said.join()).toMatch(/95.4 MiB are free.*apt-get install python3 python3-pip.*apt-get install g\+\+/)
    expect(lacks({ runs: (_, args) => !args.includes('pip') })).toEqual([
      'setup: tool: pip, to download a wheel is needed, but `python3` does not run; apt-get install python3-pip, or python3 -m ensurepip',
    ])
  })
})
