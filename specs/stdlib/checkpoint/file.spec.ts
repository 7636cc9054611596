import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readCheckpoint, writeAtomically, writeCheckpoint } from '../../../stdlib/checkpoint/file.ts'
import type { Safetensors } from '../../../stdlib/checkpoint/safetensors.ts'

const folders: string[] = []
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'))
  folders.push(folder)
})
afterAll(() => {
  for (const f of folders) rmSync(f, { recursive: true })
})

const content: Safetensors = {
  tensors: new Map([['w', { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) }]]),
  metadata: new Map([['step', '7']]),
}

describe('a checkpoint on disk', () => {
  it('is read as it was written, and leaves nothing else in its folder', async () => {
    const path = join(folder, 'a.safetensors')
    expect(await writeCheckpoint(path, content)()).toEqual(E.right(undefined))
    expect(await writeCheckpoint(path, content)()).toEqual(E.right(undefined))
    expect(await readCheckpoint(path)()).toEqual(E.right(content))
    expect(readdirSync(folder)).toEqual(['a.safetensors'])
  })

  it('that is missing or damaged gives an issue with its path', async () => {
    const path = join(folder, 'none.safetensors')
    expect(await readCheckpoint(path)()).toMatchObject({ left: { code: 'checkpoint read', path: [path] } })
    writeFileSync(path, 'abc')
    expect(await readCheckpoint(path)()).toMatchObject({ left: { code: 'safetensors size', path: [path] } })
  })

  it('that cannot be written leaves no temporary file', async () => {
    mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
    const onFolder = await writeAtomically(join(folder, 'taken'), Uint8Array.of(1))()
    expect(onFolder).toMatchObject({ left: { code: 'checkpoint write', path: [join(folder, 'taken')] } })
    expect(readdirSync(folder)).toEqual(['taken'])
    const nowhere = await writeAtomically(join(folder, 'no', 'a'), Uint8Array.of(1))()
    expect(E.isLeft(nowhere)).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('survives a disk that fills up while it is replaced', async () => {
    const path = join(folder, 'a.safetensors')
    await writeCheckpoint(path, content)()
    const before = readFileSync(path)
    const script = `import { writeAtomically } from '${join(process.cwd(), 'stdlib/checkpoint/file.ts')}'
      console.log(JSON.stringify(await writeAtomically('${path}', new Uint8Array(8 << 20))()))`
    writeFileSync(join(folder, 'fill.mts'), script)
    // A limit on file size (4096 blocks of 512 or 1024 bytes) stands for the full disk: the write fails half-way.
    const said = execFileSync('sh', ['-c', 'ulimit -f 4096; exec "$0" --import tsx "$1"', process.execPath, join(folder, 'fill.mts')], {
      encoding: 'utf8',
    })
    expect(JSON.parse(said)).toMatchObject({ _tag: 'Left', left: { code: 'checkpoint write', path: [path] } })
    expect(said).toMatch(/8388608 bytes could not be written/)
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(folder).sort()).toEqual(['a.safetensors', 'fill.mts'])
  })
})
