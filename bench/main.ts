import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { edge } from '../cli/edge.ts'
import { askedOf } from './asked.ts'
import { full, quick } from './cpu-rows.ts'
import type { Line } from './rows.ts'
import { machine, table } from './table.ts'

// `npm run bench [-- --json] [--quick] [--turns N] [--only TEXT]`: the table of docs/performance.md, ratios first.

/** What `--quick` was when it was recorded, by the names of its lines; a line may be a quarter worse. */
const recorded = (): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {}
}

/** The lines that are worse than they may be, in words. */
const worseOf = (lines: readonly Line[]): readonly string[] => {
  const before = recorded()
  return lines.flatMap(({ name, ratio }) => {
    const was = before[name]
    return typeof was === 'number' && ratio > 1.25 * was
      ? [`bench: ${name} is ${ratio.toFixed(2)}, but was recorded as ${String(was)}: more than a quarter worse\n`]
      : []
  })
}

await edge(async () => {
  const asked = askedOf(process.argv.slice(2), { full: { rows: full, turns: 3 }, quick: { rows: quick, turns: 15 } })
  if (E.isLeft(asked)) {
    process.stderr.write(`bench: ${asked.left}\n`)
    return 2
  }
  const lines = await table(asked.right, machine, { alone: false, gauge: null })
  const worse = asked.right.quick ? worseOf(lines) : []
  process.stderr.write(worse.join(''))
  return worse.length > 0 ? 1 : Number(process.exitCode ?? 0)
})
