import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { draw } from '../dsl/core/issue.ts'
import { full, type Line, quick, type Row } from './rows.ts'
import { inTurn } from './turns.ts'

// `npm run bench [-- --json] [--quick] [--turns N] [--only TEXT]`: the table of docs/performance.md, ratios first.

const refuse = (text: string): never => {
  process.stderr.write(`bench: ${text}\n`)
  process.exit(2)
}

const options = { json: { type: 'boolean' }, quick: { type: 'boolean' }, turns: { type: 'string' }, only: { type: 'string' } } as const
const asked = E.tryCatch(
  () => parseArgs({ options }).values,
  (e) => (e instanceof Error ? e.message : String(e)),
)
const values = E.isRight(asked) ? asked.right : refuse(asked.left)
const turns = Number(values.turns ?? (values.quick === true ? 15 : 3))
if (!Number.isInteger(turns) || turns < 1) refuse(`--turns is a positive whole number, but ${String(values.turns)} was given`)
const all = values.quick === true ? quick : full
const rows = all.filter(({ name }) => name.includes(values.only ?? ''))
if (rows.length === 0) refuse(`no row has ${String(values.only)} in its name; there are\n${all.map(({ name }) => `  ${name}`).join('\n')}`)

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
  const { measured: ended, issues } = await inTurn([own, ...there], turns, told)
  told('')
  issues.forEach((i) => process.stderr.write(`${draw(i)}\n`))
  const first = ended.find(({ name }) => name === own.name)
  if (first === undefined) process.exitCode = 1
  return first === undefined
    ? []
    : row.lines(
        first,
        ended.filter((m) => m !== first),
      )
}

/** What `--quick` was when it was recorded, by the names of its lines; a line may be a quarter worse. */
const recorded = (): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {}
}

const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, Node ${process.versions.node}`
const lines: Line[] = []
for (const row of rows) {
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
