import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, unpack, usedOf } from '../../../cli/setup/build.ts'
import { wheelsOf } from '../../../cli/setup/pins.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-build-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const pack = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for name, mode in [a.split('=') for a in sys.argv[2:]]:
        info = zipfile.ZipInfo(name)
        info.external_attr = int(mode, 8) << 16
        z.writestr(info, name)
`
/** A wheel of small files, NAME=MODE, that contain their names. */
const wheelWith = (...members: readonly string[]): string => {
  const file = join(folder, 'a.whl')
  execFileSync('python3', ['-c', pack, file, ...members])
  return file
}

describe.skipIf(!hasPython)('unpacking', () => {
  it('takes the members that start as asked, without their first folder, and leaves a program one', async () => {
    const wheel = wheelWith('nvidia/nvcc/bin/ptxas=755', 'nvidia/nvcc/lib/a.so=644', 'nvidia/nvcc/include/a.h=644')
    const told: number[] = []
    const done = await unpack(wheel, join(folder, 'out'), ['nvidia/nvcc/bin/ptxas', 'nvidia/nvcc/lib/'], (n) => told.push(n))()
    expect([E.isRight(done), await filesBelow(join(folder, 'out')), told.length]).toEqual([true, ['nvcc/bin/ptxas', 'nvcc/lib/a.so'], 2])
    const isProgram = (file: string): boolean => (statSync(join(folder, 'out', file)).mode & 0o111) !== 0
    expect([isProgram('nvcc/bin/ptxas'), isProgram('nvcc/lib/a.so')]).toEqual([true, false])
    expect(readFileSync(join(folder, 'out/nvcc/lib/a.so'), 'utf8')).toBe('nvidia/nvcc/lib/a.so')
  })

  it('refuses a name that leaves the folder, and an archive that is broken off', async () => {
    const leaving = await unpack(wheelWith('a/../../b=644'), join(folder, 'out'), ['a/'], () => undefined)()
    expect(E.isLeft(leaving) && leaving.left.evidence[0]?.[1]).toBe('a/../../b leaves the folder')
    const wheel = wheelWith('a/b=644')
    writeFileSync(wheel, readFileSync(wheel).subarray(0, 30))
    const torn = await unpack(wheel, join(folder, 'out'), ['a/'], () => undefined)()
    expect(E.isLeft(torn) && torn.left.evidence[0]?.[1]).toBe('BadZipFile: File is not a zip file')
  })

  it('refuses an archive that says it holds more than any that is pinned, before anything is written', async () => {
    const wheel = wheelWith('a/b=644', 'a/c=644', 'a/d=644')
    const bytes = readFileSync(wheel)
    // The size of each member, unpacked, in the directory at the end.
    for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1, 'latin1'))
      bytes.writeUInt32LE(0xfffffffe, at + 24)
    writeFileSync(wheel, bytes)
    const bomb = await unpack(wheel, join(folder, 'out'), ['a/'], () => undefined)()
    expect(E.isLeft(bomb) && bomb.left.evidence[0]?.[1]).toContain('but there are 12884901882 in 3')
    expect(await filesBelow(folder)).toEqual(['a.whl'])
  })
})

describe('what is used of the wheels', () => {
  it('lies for CUDA as Python’s packages do: NVIDIA’s libraries beside TensorFlow’s folder', () => {
    const places = wheelsOf('cuda', 'x64').map((wheel) => usedOf(wheel, 'cuda'))
    expect(places.map(({ into }) => into)).toEqual(['tensorflow', ...Array<string>(12).fill('nvidia')])
    expect(places.flatMap(({ prefixes }) => prefixes)).toEqual(
      expect.arrayContaining(['nvidia/cudnn/lib/', 'nvidia/cublas/lib/', 'nvidia/cuda_runtime/lib/', 'nvidia/cuda_nvcc/nvvm/libdevice/']),
    )
  })

  it('are for the processor its two libraries, at the top', () => {
    const [{ into, prefixes } = { into: '?', prefixes: [] }] = wheelsOf('cpu', 'x64').map((wheel) => usedOf(wheel, 'cpu'))
    expect([into, prefixes.filter((p) => p.includes('.so'))]).toEqual([
      '',
      ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
    ])
  })
})

describe('the files below a folder', () => {
  it('are named from it, however deep', async () => {
    mkdirSync(join(folder, 'b/c'), { recursive: true })
    for (const file of ['a', 'b/d', 'b/c/e']) writeFileSync(join(folder, file), '')
    expect(await filesBelow(folder)).toEqual(['a', 'b/c/e', 'b/d'])
  })
})
