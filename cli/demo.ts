import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import { experiments } from '../examples/demo.ts'
import { type Outcome, trainInChild } from './child.ts'
import { drawIssues, paperOf } from './draw.ts'
import { edge } from './edge.ts'
import { metricNames, type Summary } from './events.ts'
import { experimentFormat } from './experiment-format.ts'
import { interrupt } from './interrupt.ts'
import { duration, fraction } from './monitor/format.ts'
import { line } from './monitor/line.ts'
import type { Report } from './monitor/state.ts'
import { runFolder } from './runs/folder.ts'

// `npm run demo`: FCOS and FCOS + SET on generated scenes, side by side, each in a process of its own.

const folder = 'runs/demo'

/** Steps between two lines of one training. */
const every = 50

const told = (name: string): ((event: Report) => void) => {
  let next = 0
  return (event) => {
    if (event.type === 'checkpoint' || event.type === 'evaluated') return
    if (event.type === 'progress' && event.step < next) return
    if (event.type === 'progress') next = event.step + every
    process.stdout.write(`${name.padEnd(8)}  ${line(event)}\n`)
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

const program = async (): Promise<number> => {
  process.stdout.write('Training FCOS and FCOS + SET on generated scenes of tiny objects, at the same time (a few minutes).\n')
  await rm(folder, { recursive: true, force: true })
  const stop = interrupt()
  const trainer = fileURLToPath(new URL('trainer.ts', import.meta.url))
  const outcomes = await Promise.all(
    experiments.map((e): Promise<Outcome> => {
      const plan = experimentFormat.plan(e, {})
      if (E.isLeft(plan)) return Promise.resolve({ type: 'failed', issue: plan.left[0] })
      return trainInChild(trainer, { ...plan.right, folder: runFolder(folder, e.name, e.seed).path }, told(e.name), stop)
    }),
  )
  stop.close()
  const issues = outcomes.flatMap((o) => (o.type === 'failed' ? [o.issue] : []))
  if (isNonEmpty(issues)) {
    process.stderr.write(`${drawIssues(issues, paperOf(process.stderr, process.env))}\n`)
    return 1
  }
  const summaries = outcomes.flatMap((o) => (o.type === 'finished' ? [o.summary] : []))
  if (summaries.length < experiments.length) return 1
  process.stdout.write(`\n${table(summaries)}\n\n`)
  process.stdout.write('An untrained detector has AP50 .00. One seed each says that both learn, not which is better.\n')
  process.stdout.write(`The runs are in ${folder}. Next: npm run -s fovea -- explain examples/demo.ts\n`)
  return 0
}

await edge(program)
