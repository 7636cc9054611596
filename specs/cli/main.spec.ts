import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const edge = fileURLToPath(new URL('../../cli/edge.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const node = (args: readonly string[], deaf = false): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const got = { out: '', err: '' }
    if (deaf) child.stdout.destroy()
    else child.stdout.on('data', (more: Buffer) => (got.out += more.toString()))
    child.stderr.on('data', (more: Buffer) => (got.err += more.toString()))
    child.on('close', (code) => {
      resolve({ code, ...got })
    })
  })

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-main-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})
/** Runs a program at the edge. */
const atEdge = (name: string, body: string, deaf = false): Promise<Ended> => {
  const file = join(folder, `${name}.mts`)
  writeFileSync(file, `import { edge } from ${JSON.stringify(edge)}\nawait edge(async () => {\n${body}\n})\n`)
  return node([file], deaf)
}

describe('the program', () => {
  it('gives 1 and an issue on standard error for bad input, plain where there is no terminal', async () => {
    expect(await node([main, 'explian'])).toEqual({
      code: 1,
      out: '',
      err: 'command line: unknown command: there is no command `explian`\n  try  did you mean `explain`?\n',
    })
  })
  it('does not pass for done where an experiment file asks the process to exit', async () => {
    writeFileSync(join(folder, 'leaves.mts'), 'process.exit(0)\n')
    const { code, err } = await node([main, 'explain', join(folder, 'leaves.mts'), '--target', 'tfjs:wasm'])
    expect([code, err.split('\n')[0]]).toEqual([
      1,
      'program: left early: a command runs to its end, but the process was asked to exit before',
    ])
  })
  it('is quiet when its reader goes away', async () => {
    expect(
      await atEdge(
        'pipe',
        'for (let i = 0; i < 1000; i++) { process.stdout.write("x".repeat(1000)); await new Promise((r) => setTimeout(r)) } return 0',
        true,
      ),
    ).toEqual({ code: 0, out: '', err: '' })
  })
  it('exits when it is done, whatever keeps the process alive, and all that it wrote has arrived', async () => {
    const { code, out } = await atEdge('alive', 'setInterval(() => undefined, 1000); process.stdout.write("x".repeat(1 << 20)); return 3')
    expect([code, out.length]).toEqual([3, 1 << 20])
  })
  it('says a fault of ours in one line, never with a stack or another program’s source', async () => {
    const source = 'var Module = {}; '.repeat(1000)
    const faults = await Promise.all([
      atEdge('throw', 'throw new Error("internal: no such node\\n    at somewhere")'),
      atEdge(
        'later',
        `setTimeout(() => { throw new TypeError(${JSON.stringify(source)}) }, 5); await new Promise((r) => setTimeout(r, 1000)); return 0`,
      ),
      atEdge('reject', `void Promise.reject("odd"); await new Promise((r) => setTimeout(r, 1000)); return 0`),
    ])
    expect(faults.map(({ code, out }) => [code, out])).toEqual([
      [1, ''],
      [1, ''],
      [1, ''],
    ])
    expect(faults.map(({ err }) => err.split('\n')[0]?.slice(0, 40))).toEqual([
      'internal: no such node',
      'internal: TypeError: var Module = {}; va',
      'internal: odd',
    ])
    faults.forEach(({ err }) => {
      expect(err.split('\n')).toHaveLength(3)
      expect(err).toContain('please report it')
      expect(err.length).toBeLessThan(500)
    })
  })
})
