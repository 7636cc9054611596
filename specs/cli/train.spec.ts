import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as t from 'io-ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Summary, type Event } from '../../cli/events.ts'
import { initial, reduce, type Report } from '../../cli/monitor/state.ts'
import type { TrainOptions } from '../../cli/commands/train.ts'
import { checkpointsIn } from '../../cli/runs/checkpoints.ts'
import { runFolder, type RunFolder } from '../../cli/runs/folder.ts'
import { readLog } from '../../cli/runs/log.ts'
import { train, type ExperimentFormat } from '../../cli/train.ts'
import { issue } from '../../dsl/core/issue.ts'

const trainer = fileURLToPath(new URL('fake-trainer.ts', import.meta.url))

const Fake = t.type({ name: t.string, steps: t.number })
const format: ExperimentFormat<t.TypeOf<typeof Fake>> = {
  decode: (data) => {
    const found = (Array.isArray(data) ? data : [data]).filter(Fake.is)
    return isNonEmpty(found) ? E.right(found) : E.left([issue('fake', 'no experiment', 'write one')])
  },
  plan: (e, { seed = 0, steps = e.steps, data }) =>
    TE.right({ name: e.name, seed, steps, experiment: { ...e, steps, ...(data === undefined ? {} : { data }) } }),
}

const target = (asked: string | undefined) => TE.right({ name: asked ?? 'fake', reason: 'it is there' })

interface Fakes {
  readonly name?: string
  readonly steps?: number
  readonly pause?: number
  readonly every?: number
  readonly end?: string
  readonly at?: number
}
const fake = (of: Fakes = {}): object => ({ name: 'a', steps: 10, pause: 0, every: 3, ...of })

let out = ''
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'fovea-train-'))
})
afterEach(() => {
  rmSync(out, { recursive: true })
})

interface Trained {
  readonly result: number | readonly string[]
  readonly reports: readonly Report[]
  readonly said: string
}
/** Trains what is written to FILE; `hear` sees each report as it comes. */
const trained = async (
  experiments: unknown,
  options: Partial<TrainOptions> = {},
  hear: (r: Report) => void = () => undefined,
): Promise<Trained> => {
  const file = join(out, 'experiments.json')
  writeFileSync(file, JSON.stringify(experiments))
  const got: { reports: Report[]; said: string } = { reports: [], said: '' }
  const tell = (report: Report): void => {
    got.reports.push(report)
    hear(report)
  }
  const say = (text: string): void => {
    got.said += text
  }
  const monitor = () => Promise.resolve({ tell, close: () => undefined })
  const result = await train({ format, trainer, monitor, target, say })(file, { out: join(out, 'runs'), ...options })()
  return { result: E.isRight(result) ? result.right : result.left.map(({ code }) => code), ...got }
}
const folderOf = (name: string, seed = 0): RunFolder => runFolder(join(out, 'runs'), name, seed)
const summaryOf = (name: string, seed = 0): Summary => {
  const read: unknown = JSON.parse(readFileSync(folderOf(name, seed).summary, 'utf8'))
  if (!Summary.is(read)) throw new Error('is no summary')
  return read
}
const types = (reports: readonly Report[]): readonly string[] =>
  reports.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1])
const stepsKept = (events: readonly Event[]): readonly number[] => events.reduce(reduce, initial).progress.map(({ step }) => step)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('train', () => {
  it('leaves experiment, events, checkpoints and summary in the folder of the run', async () => {
    const { result, reports } = await trained(fake({ every: 4 }), { seed: '5' })
    expect(result).toBe(0)
    const folder = folderOf('a', 5)
    expect(readdirSync(folder.path).sort()).toEqual(['checkpoints', 'events.jsonl', 'experiment.json', 'summary.json'])
    expect(Object.keys(summaryOf('a', 5))).toEqual(['name', 'seed', 'target', 'steps', 'seconds', 'metrics'])
    expect(Object.keys(summaryOf('a', 5).metrics)).toEqual(['AP', 'AP50', 'AP75', 'APvt', 'APt', 'APs', 'APm'])
    expect((await readLog(folder.events)).map(({ event }) => event)).toMatchObject(reports)
    expect(types(reports)).toEqual(['started', 'progress', 'checkpoint', 'progress', 'checkpoint', 'progress', 'checkpoint', 'finished'])
    expect((await checkpointsIn(folder.checkpoints)).map(({ step }) => step)).toEqual([10, 8, 4])
  })

  it('trains all experiments of a file, each by itself, or the one of --only', async () => {
    expect((await trained([fake({ name: 'a' }), fake({ name: 'b' })], { only: 'b' })).result).toBe(0)
    expect(existsSync(folderOf('a').path)).toBe(false)
    const { result, reports } = await trained([fake({ name: 'c', end: 'fail', at: 2 }), fake({ name: 'a' }), fake({ name: 'b' })])
    expect(result).toEqual(['loss: not finite', 'run: finished'])
    expect(reports.flatMap((r) => (r.type === 'finished' ? [r.summary.name] : []))).toEqual(['a'])
  })

  it('puts --seed, --steps and --data in place of the experiment’s own', async () => {
    expect((await trained(fake(), { seed: '7', steps: '4', data: 'somewhere' })).result).toBe(0)
    expect(summaryOf('a', 7)).toMatchObject({ seed: 7, steps: 4 })
    expect(JSON.parse(readFileSync(folderOf('a', 7).experiment, 'utf8'))).toMatchObject({
      steps: 4,
      data: join(process.cwd(), 'somewhere'),
    })
  })

  it('refuses a number of --workers that is none', async () => {
    for (const workers of ['two', '257', '1e99']) expect((await trained(fake(), { workers })).result).toEqual(['train: number'])
    expect((await trained(fake(), { workers: '0' })).result).toBe(0)
  })

  it('ends after any kills as it would have ended without', async () => {
    await trained(fake({ name: 'whole', steps: 40 }))
    const broken = fake({ name: 'broken', steps: 40, pause: 1 })
    for (const killedAfter of [1, 2, 9, 14, 25]) {
      const seen = { events: 0 }
      const { result } = await trained(broken, {}, (report) => {
        seen.events += 1
        const pid = pidOf(folderOf('broken'))
        if (seen.events === killedAfter && pid !== undefined) process.kill(pid, 'SIGKILL')
        expect(report.type).not.toBe('warning')
      })
      expect(result).toEqual(['train: died'])
    }
    expect((await trained(broken)).result).toBe(0)
    expect(summaryOf('broken').metrics).toEqual(summaryOf('whole').metrics)
    const log = (await readLog(folderOf('broken').events)).map(({ event }) => event)
    expect(stepsKept(log)).toEqual(upTo(40))
    expect(log.filter(({ type }) => type === 'started').length).toBe(6)
  })

  it('goes on past a torn line and a damaged checkpoint, with a warning', async () => {
    await trained(fake({ name: 'whole' }))
    await trained(fake({ end: 'exit', at: 8 }))
    appendFileSync(folderOf('a').events, '{"type":"prog')
    truncateSync((await checkpointsIn(folderOf('a').checkpoints))[0]?.file ?? '', 20)
    const { result, reports } = await trained(fake({ end: 'exit', at: 8 }))
    expect(result).toBe(0)
    expect(reports.slice(0, 2)).toMatchObject([
      { type: 'warning', issue: { code: 'run: checkpoint' } },
      { type: 'started', firstStep: 3 },
    ])
    expect(summaryOf('a').metrics).toEqual(summaryOf('whole').metrics)
  })

  it('refuses a finished run, and one of another experiment', async () => {
    await trained(fake({ end: 'exit', at: 8 }))
    expect((await trained(fake({ every: 2, end: 'exit', at: 8 }))).result).toEqual(['run: other experiment'])
    expect((await trained(fake({ end: 'exit', at: 8 }))).result).toBe(0)
    expect((await trained(fake({ end: 'exit', at: 8 }))).result).toEqual(['run: finished'])
  })

  it('stops at a checkpoint on an interrupt, says how to continue, and goes on from there', async () => {
    await trained(fake({ name: 'whole', steps: 30 }))
    const slow = fake({ steps: 30, every: 100, pause: 5 })
    const { result, reports, said } = await trained([slow, fake({ name: 'next' })], { seed: '0' }, (r) => {
      // npm and tsx pass a Ctrl-C on once more
      if (r.type === 'progress' && r.step === 5) upTo(3).forEach(() => process.emit('SIGINT', 'SIGINT'))
    })
    expect(result).toBe(130)
    expect(types(reports)).toEqual(['started', 'progress', 'stopping', 'progress', 'checkpoint', 'stopped'])
    expect(said).toContain(`to continue: npm run -s fovea -- train ${out}/experiments.json --out ${out}/runs --seed 0\n`)
    expect(existsSync(folderOf('next').path)).toBe(false)
    const again = await trained(slow)
    expect(again.result).toBe(0)
    expect(again.reports[0]).toMatchObject({
      type: 'started',
      firstStep: reports.flatMap((r) => (r.type === 'stopped' ? [r.step] : []))[0],
    })
    expect(summaryOf('a').metrics).toEqual(summaryOf('whole').metrics)
    expect(process.listenerCount('SIGINT')).toBe(0)
  })

  it('stops at a checkpoint when its parent is gone', async () => {
    const folder = folderOf('a')
    const child = spawn(process.execPath, ['--import', 'tsx', trainer], { stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
    child.stdin?.end(
      JSON.stringify({
        name: 'a',
        seed: 0,
        steps: 1000,
        experiment: fake({ steps: 1000, every: 1000, pause: 2 }),
        folder: folder.path,
        target: 'fake',
      }),
    )
    child.stdio[3]?.once('data', () => child.stdio[3]?.destroy())
    await new Promise((resolve) => child.on('exit', resolve))
    expect((await readLog(folder.events)).at(-1)?.event.type).toBe('stopped')
    expect(await checkpointsIn(folder.checkpoints)).toHaveLength(1)
  })

  it('refuses a run that another process trains', async () => {
    const seen: { second: Promise<Trained> | undefined } = { second: undefined }
    const slow = fake({ steps: 1000, pause: 2 })
    const first = trained(slow, {}, (r) => {
      if (r.type === 'started') seen.second = trained(slow).finally(() => process.emit('SIGTERM', 'SIGTERM'))
    })
    expect((await first).result).toBe(143)
    expect((await seen.second)?.result).toEqual(['run: locked'])
  })

  it('tells how a process died, and its last line, however much it printed', async () => {
    const file = join(out, 'e.json')
    writeFileSync(file, JSON.stringify(fake({ end: 'print', at: 2 })))
    const monitor = () => Promise.resolve({ tell: () => undefined, close: () => undefined })
    const result = await train({ format, trainer, monitor, target, say: () => undefined })(file, { out: join(out, 'runs') })()
    expect(result).toMatchObject(
      E.left(
        [
          {
            code: 'train: died',
            message: 'the training process ended with exit code 3, without a last word',
            evidence: [['printed', /the last line$/]],
          },
        ].map(({ evidence, ...rest }) => ({
          ...rest,
          evidence: evidence.map(([name, like]) => [name, expect.stringMatching(like ?? '') as string]),
        })),
      ),
    )
  })

  it.each(['throw', 'later'])('makes one short issue of a fault of ours (%s), and can be continued', async (end) => {
    const { result, reports } = await trained(fake({ end, at: 5 }))
    expect(result).toEqual(['internal'])
    expect(JSON.stringify(reports.at(-1)).length).toBeLessThan(500)
    expect((await trained(fake({ end, at: 5 }))).result).toBe(0)
  })

  it('refuses numbers that are none, and names that are not there or shared', async () => {
    expect((await trained(fake(), { seed: '-1', steps: '0' })).result).toEqual(['train: number', 'train: number'])
    expect((await trained(fake(), { only: 'b' })).result).toEqual(['train: only'])
    expect((await trained([fake({ name: 'a/b' }), fake({ name: 'a b' })])).result).toEqual(['train: same folder'])
    expect(existsSync(join(out, 'runs'))).toBe(false)
  })
})

/** Who holds a run: the training process. */
const pidOf = (folder: RunFolder): number | undefined => {
  const lock: unknown = existsSync(folder.lock) ? JSON.parse(readFileSync(folder.lock, 'utf8')) : undefined
  return t.type({ pid: t.number }).is(lock) ? lock.pid : undefined
}
