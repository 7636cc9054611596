import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { draw } from '../dsl/core/issue.ts'
import { full, type Line, quick, type Row } from './rows.ts'
import { inTurn } from './turns.ts'

// `npm run bench [-- --json] [--quick] [--turns N]`: the table of docs/performance.md, ratios first.

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, turns: { type: 'string' }, only: { type: 'string' } },
})
const turns = Number(values.turns ?? (values.quick === true ? 15 : 3))
if (!Number.isInteger(turns) || turns < 1) {
  process.stderr.write(`bench: --turns is a positive whole number, but ${String(values.turns)} was given\n`)
  process.exit(2)
}

const told = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

const number = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2))

const shown = ({ name, ratio, target, fovea, peer, against, unit }: Line): string =>
  `${number(ratio).padStart(6)}  ${ratio <= target ? 'reached' : 'missed '}  (to reach ${String(target)})  ${name}: ${number(fovea)} ${unit}, ${
    peer === null ? against : `${against} ${number(peer)} ${unit}`
  }`

const measured = async (row: Row): Promise<readonly Line[]> => {
  const [own, ...peers] = row.subjects
  if (own === undefined) return []
  const there = peers.filter(({ missing }) => missing === null)
  const lacking = [own, ...(there.length === 0 ? peers : [])].flatMap(({ missing }) => missing ?? [])
  if (lacking.length > 0) {
    process.stderr.write(`skipped: ${row.name}: ${[...new Set(lacking)].join('; ')}\n`)
    return []
  }
  const { measured: all, issues } = await inTurn([own, ...there], turns, told)
  told('')
  issues.forEach((i) => process.stderr.write(`${draw(i)}\n`))
  const first = all.find(({ name }) => name === own.name)
  if (first === undefined) process.exitCode = 1
  return first === undefined
    ? []
    : row.lines(
        first,
        all.filter((m) => m !== first),
      )
}

/** What `--quick` was when it was recorded, by the names of its lines; a line may be a quarter worse. */
const recorded = (): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {}
}

const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, Node ${process.versions.node}`
const lines: Line[] = []
for (const row of (values.quick === true ? quick : full).filter(({ name }) => name.includes(values.only ?? ''))) {
  const found = await measured(row)
  lines.push(...found)
  if (values.json !== true) process.stdout.write(found.map((l) => `${shown(l)}\n`).join(''))
}
if (values.json === true) process.stdout.write(`${JSON.stringify({ machine, rows: lines }, undefined, 2)}\n`)
else process.stdout.write(`${machine}, ${new Date().toISOString().slice(0, 10)}, medians of ${String(turns)} in turn\n`)

if (values.quick === true) {
  const before = recorded()
  const worse = lines.filter(({ name, ratio }) => {
    const was = before[name]
    return typeof was === 'number' && ratio > 1.25 * was
  })
  for (const { name, ratio } of worse)
    process.stderr.write(`bench: ${name} is ${number(ratio)}, but was recorded as ${String(before[name])}: more than a quarter worse\n`)
  if (worse.length > 0) process.exitCode = 1
}
