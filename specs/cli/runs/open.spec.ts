import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Summary } from '../../../cli/events.ts'
import { checkpointFile } from '../../../cli/runs/checkpoints.ts'
import { runFolder, type RunFolder } from '../../../cli/runs/folder.ts'
import { readLog } from '../../../cli/runs/log.ts'
import { openRun, type OpenRun } from '../../../cli/runs/open.ts'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import { writeCheckpoint } from '../../../stdlib/checkpoint/file.ts'

const experiment = { name: 'base', training: { steps: 10, rate: 0.1 } }
const summary: Summary = {
  name: 'base',
  seed: 0,
  target: 'fake',
  steps: 10,
  seconds: 1,
  metrics: { AP: 0.5, AP50: null, AP75: null, APvt: null, APt: null, APs: null, APm: null },
}

let out = ''
let folder: RunFolder
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'fovea-runs-'))
  folder = runFolder(join(out, 'deep', 'runs'), 'base', 0)
})
afterEach(() => {
  rmSync(out, { recursive: true })
})

const opened = async (asked: unknown = experiment): Promise<OpenRun> => {
  const run = await openRun(folder, asked)()
  if (E.isLeft(run)) throw new Error(JSON.stringify(run.left))
  return run.right
}
const refused = async (asked: unknown = experiment): Promise<Issue> => {
  const run = await openRun(folder, asked)()
  if (E.isRight(run)) throw new Error('was opened')
  return run.left
}
const checkpoint = async (step: number): Promise<string> => {
  const file = checkpointFile(folder.checkpoints, step)
  const w = { dtype: 'F32' as const, shape: [2], data: Float32Array.of(1, 2) }
  expect(await writeCheckpoint(file, { tensors: new Map([['w', w]]), metadata: new Map() })()).toEqual(E.right(undefined))
  return file
}

describe('a run folder', () => {
  it('is made with the experiment as JSON, and begins at no checkpoint', async () => {
    const run = await opened()
    expect(JSON.parse(readFileSync(folder.experiment, 'utf8'))).toEqual(experiment)
    expect([run.resume, run.warnings, run.secondsBefore]).toEqual([undefined, [], 0])
  })
  it('goes on from the newest checkpoint', async () => {
    ;(await opened()).close()
    await checkpoint(5)
    const file = await checkpoint(100)
    expect((await opened()).resume).toEqual({ file, step: 100 })
  })
  it('falls back to the checkpoint before a damaged one, and says so', async () => {
    ;(await opened()).close()
    const file = await checkpoint(5)
    truncateSync(await checkpoint(7), 50)
    writeFileSync(await checkpoint(9), '')
    const run = await opened()
    expect(run.resume).toEqual({ file, step: 5 })
    expect(run.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['run: checkpoint', [checkpointFile(folder.checkpoints, 9)]],
      ['run: checkpoint', [checkpointFile(folder.checkpoints, 7)]],
    ])
  })
  it('begins again where every checkpoint is damaged', async () => {
    ;(await opened()).close()
    writeFileSync(await checkpoint(9), 'x')
    expect((await opened()).resume).toBeUndefined()
  })
  it('keeps every whole event when the last line is torn', async () => {
    const run = await opened()
    run.append({ type: 'stopped', step: 3 })
    run.close()
    appendFileSync(folder.events, '{"type":"checkpo')
    const again = await opened()
    again.append({ type: 'stopped', step: 4 })
    expect((await readLog(folder.events)).map(({ event }) => event)).toMatchObject([{ step: 3 }, { step: 4 }])
    expect(readFileSync(folder.events, 'utf8').split('\n')).toHaveLength(3)
  })
  it('loses the temporary file of a write that was killed', async () => {
    ;(await opened()).close()
    writeFileSync(join(folder.checkpoints, '.00000005.safetensors.abc.tmp'), 'half')
    ;(await opened()).close()
    expect(readdirSync(folder.checkpoints)).toEqual([])
  })
  it('is refused once it is finished', async () => {
    const run = await opened()
    expect(await run.finish(summary)()).toEqual(E.right(undefined))
    run.close()
    expect(JSON.parse(readFileSync(folder.summary, 'utf8'))).toEqual(summary)
    expect((await refused()).code).toBe('run: finished')
    expect(existsSync(folder.lock)).toBe(false)
  })
  it('is refused to another experiment, with the keys that differ', async () => {
    ;(await opened()).close()
    writeFileSync(checkpointFile(folder.checkpoints, 1), 'any, even a damaged one')
    const { code, evidence } = await refused({ name: 'base', training: { steps: 20, rate: 0.1, extra: true } })
    expect(code).toBe('run: other experiment')
    expect(evidence).toEqual([
      ['training.steps', 'asked 20, there 10'],
      ['training.extra', 'asked true, there nothing'],
    ])
  })
  it('that failed before its first checkpoint is open to a corrected experiment, which begins anew', async () => {
    const first = await opened()
    first.append({ type: 'failed', issue: issue('x', 'y', 'z') })
    first.close()
    const second = await opened({ name: 'base', training: { steps: 20 } })
    second.append({ type: 'stopped', step: 1 })
    second.close()
    expect(JSON.parse(readFileSync(folder.experiment, 'utf8'))).toEqual({ name: 'base', training: { steps: 20 } })
    expect(readFileSync(folder.events, 'utf8').trim().split('\n')).toHaveLength(1)
  })
  it('is open to the same experiment with its keys in another order', async () => {
    ;(await opened()).close()
    ;(await opened({ training: { rate: 0.1, steps: 10 }, name: 'base' })).close()
  })
  it('is refused where experiment.json is damaged', async () => {
    ;(await opened()).close()
    writeFileSync(folder.experiment, '{"name":')
    expect((await refused()).code).toBe('run: experiment')
  })
  it('is refused where the folder can not be made', async () => {
    writeFileSync(join(out, 'deep'), 'a file')
    expect((await refused()).code).toBe('run: folder')
  })
  it('counts the time of all sessions, but not the time between', async () => {
    ;(await opened()).close()
    const at = (time: number, type: string, more = ''): string => `{"type":"${type}",${more}"time":${String(time)}}\n`
    const started = '"name":"base","seed":0,"target":"fake","steps":10,"firstStep":0,"parameters":1,"peakBytes":1,'
    const session = (from: number): string => at(from, 'started', started) + at(from + 2500, 'stopped', '"step":5,')
    writeFileSync(folder.events, session(1000) + session(50_000) + at(90_000, 'started', started))
    expect((await opened()).secondsBefore).toBe(5)
  })
})

describe('the lock of a run', () => {
  it('lets one process in at a time', async () => {
    const run = await opened()
    expect((await refused()).code).toBe('run: locked')
    run.close()
    ;(await opened()).close()
    expect(readdirSync(folder.path).filter((name) => name.includes('lock'))).toEqual([])
  })
  it('of a dead process is taken over', async () => {
    ;(await opened()).close()
    const dead = await new Promise<number>((resolve) => {
      const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
      child.on('exit', () => {
        resolve(child.pid ?? 0)
      })
    })
    const run = await opened()
    writeFileSync(folder.lock, readFileSync(folder.lock, 'utf8').replace(`"pid":${String(process.pid)}`, `"pid":${String(dead)}`))
    ;(await opened()).close()
    run.close()
  })
  it('whose pid belongs to another process now is taken over', async () => {
    await opened()
    writeFileSync(folder.lock, readFileSync(folder.lock, 'utf8').replace(/"born":"\d*"/, '"born":"1"'))
    ;(await opened()).close()
  })
  it('of another machine is kept, since we can not tell whether its process lives', async () => {
    await opened()
    writeFileSync(folder.lock, readFileSync(folder.lock, 'utf8').replace(/"born":"\d*","host":"[^"]*"/, '"born":"1","host":"elsewhere"'))
    expect((await refused()).evidence[0]?.[1]).toContain('elsewhere')
  })
  it('that is damaged is taken over', async () => {
    await opened()
    writeFileSync(folder.lock, 'half')
    ;(await opened()).close()
  })
})
