import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { defaultTarget } from '../dsl/targets/index.ts'
import type { Experiment } from '../graphs/experiment/codec.ts'
import { type Outcome, trainInChild } from './child.ts'
import { drawIssues, paperOf } from './draw.ts'
import { edge } from './edge.ts'
import { metricNames, type Summary } from './events.ts'
import { experimentFormat } from './experiment-format.ts'
import { loadExperiments } from './experiments.ts'
import { interrupt } from './interrupt.ts'
import { unlearned } from './learned.ts'
import { duration, fraction, short } from './monitor/format.ts'
import { line } from './monitor/line.ts'
import type { Report } from './monitor/state.ts'
import { runFolder } from './runs/folder.ts'
import { measureUntrained } from './training/untrained.ts'

// `npm run demo`: FCOS and FCOS + SET on generated scenes, side by side, each in a process of its own.

const folder = 'runs/demo'

/** Steps between two lines of one training. */
const every = 50

/** One line that fits beside another training's: the losses added up. */
const progress = (p: Extract<Report, { readonly type: 'progress' }>): string => {
  const loss = Object.values(p.losses).reduce((a, b) => a + b, 0)
  return `step ${String(p.step).padStart(4)}  loss ${short(loss)}  ${short(p.imagesPerSecond)} images/s  ${duration(p.secondsLeft)} left`
}

const told = (name: string): ((event: Report) => void) => {
  let next = 0
  return (event) => {
    if (event.type === 'checkpoint' || event.type === 'evaluated') return
    if (event.type === 'progress' && event.step < next) return
    if (event.type === 'progress') next = event.step + every
    process.stdout.write(`${name.padEnd(8)}  ${event.type === 'progress' ? progress(event) : line(event)}\n`)
  }
}

const table = (summaries: readonly Summary[]): string => {
  const rows = [
    ['', ...metricNames, 'time'],
    ...summaries.map((s) => [s.name, ...metricNames.map((name) => fraction(s.metrics[name])), duration(s.seconds)]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n')
}

const refuse = (issues: readonly Issue[]): number => {
  process.stderr.write(`${drawIssues(issues, paperOf(process.stderr, process.env))}\n`)
  return 1
}

/** The metrics of the first experiment before any training. */
const untrained = async (e: Experiment): Promise<E.Either<Issue, Summary>> => {
  const measured = await measureUntrained(defaultTarget, e)()
  return pipe(
    measured,
    E.map((metrics) => ({ name: 'untrained', seed: e.seed, target: defaultTarget.name, steps: 0, seconds: 0, metrics })),
  )
}

const program = async (): Promise<number> => {
  const loaded = await loadExperiments(experimentFormat.decode)(fileURLToPath(new URL('../examples/demo.ts', import.meta.url)))()
  if (E.isLeft(loaded)) return refuse(loaded.left)
  const experiments = loaded.right
  process.stdout.write('Training FCOS and FCOS + SET on generated scenes of tiny objects, at the same time (a few minutes).\n')
  if (existsSync(folder)) process.stdout.write(`The runs of an earlier demo in ${folder} are replaced.\n`)
  await rm(folder, { recursive: true, force: true })
  const before = await untrained(experiments[0])
  if (E.isLeft(before)) return refuse([before.left])
  const stop = interrupt()
  const trainer = fileURLToPath(new URL('trainer.ts', import.meta.url))
  const outcomes = await Promise.all(
    experiments.map(async (e): Promise<Outcome> => {
      const plan = await experimentFormat.plan(e, {})()
      if (E.isLeft(plan)) return { type: 'failed', issue: plan.left[0] }
      return trainInChild(
        trainer,
        { ...plan.right, target: defaultTarget.name, folder: runFolder(folder, e.name, e.seed).path },
        told(e.name),
        stop,
      )
    }),
  )
  stop.close()
  const issues = outcomes.flatMap((o) => (o.type === 'failed' ? [o.issue] : []))
  if (isNonEmpty(issues)) return refuse(issues)
  const summaries = outcomes.flatMap((o) => (o.type === 'finished' ? [o.summary] : []))
  if (summaries.length < experiments.length) return 1
  process.stdout.write(`\n${table([before.right, ...summaries])}\n\n`)
  const failures = unlearned(folder)(summaries)
  if (failures.length > 0) return refuse(failures)
  process.stdout.write('One seed each says that both learn, not which is better.\n')
  process.stdout.write(`The runs are in ${folder}. Next: npm run -s fovea -- explain examples/demo.ts\n`)
  return 0
}

await edge(program)
