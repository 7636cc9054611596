import { cpus } from 'node:os'
import * as E from 'fp-ts/lib/Either.js'
import { draw, type Issue } from '../dsl/core/issue.ts'
import { disagreement } from './agreement.ts'
import type { Asked } from './asked.ts'
import type { Line, Row } from './rows.ts'
import type { Preparation, Subject } from './subjects.ts'
import { type Gauge, inTurn, type Measured, type Turns } from './turns.ts'

const number = (x: number): string =>
  x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x >= 0.1 || x <= 0 ? x.toFixed(2) : x.toPrecision(2)

/** A line as text, its ratio first. */
export const shown = ({ name, ratio, target, fovea, peer, against, unit }: Line): string =>
  `${number(ratio).padStart(6)}  ${ratio <= target ? 'reached' : 'missed '}  (to reach ${target < 0.1 ? number(target) : String(target)})  ${name}: ${number(fovea)} ${unit}, ${
    peer === null ? against : `${against} ${number(peer)} ${unit}`
  }`

/** The processor and Node, in words. */
export const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, Node ${process.versions.node}`

/** How subjects take their turns: side by side, or one after the other where they would not fit beside each other. */
export interface Manner {
  readonly alone: boolean
  readonly gauge: Gauge | null
}

const told = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

const complain = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Makes the files that a subject reads, once each. */
const prepared = (): ((subject: Subject) => Promise<readonly Issue[]>) => {
  const made = new Map<string, Promise<E.Either<Issue, unknown>>>()
  const once = ({ file, make }: Preparation): Promise<E.Either<Issue, unknown>> => {
    const found = made.get(file) ?? make()
    made.set(file, found)
    return found
  }
  return async (subject) => {
    for (const need of subject.needs) {
      told(`${subject.name}: writing ${need.file}`)
      const found = await once(need)
      if (E.isLeft(found)) return [found.left]
    }
    return []
  }
}

const turnsOf = async (subjects: readonly Subject[], turns: number, { alone, gauge }: Manner): Promise<Turns> => {
  if (!alone) return inTurn(subjects, turns, told, gauge)
  const each: Turns[] = []
  for (const s of subjects) each.push(await inTurn([s], turns, told, gauge))
  return { measured: each.flatMap(({ measured }) => measured), issues: each.flatMap(({ issues }) => issues) }
}

/** Why a row is skipped, in words; none where ours and at least one of the peers are here. */
export const lacking = ({ subjects: [own, ...peers] }: Row): readonly string[] => {
  const there = peers.filter(({ missing }) => missing === null)
  return [...new Set([own, ...(there.length === 0 ? peers : [])].flatMap((s) => s?.missing ?? []))]
}

/** The lines of a row, and whether everything in it went well. */
interface Result {
  readonly lines: readonly Line[]
  readonly well: boolean
}

/** Peers that compute what ours does, and the issues of those that do not. */
export const agreeing = (own: Measured, peers: readonly Measured[], tolerance: number | null): Turns => {
  const judged = peers.map((peer) => ({ peer, odd: tolerance === null ? null : disagreement(own, peer, tolerance) }))
  return {
    measured: judged.flatMap(({ peer, odd }) => (odd === null ? [peer] : [])),
    issues: judged.flatMap(({ odd }) => odd ?? []),
  }
}

const measure = async (row: Row, turns: number, manner: Manner, prepare: ReturnType<typeof prepared>): Promise<Result> => {
  const lacks = lacking(row)
  if (lacks.length > 0) {
    complain(`skipped: ${row.name}: ${lacks.join('; ')}`)
    return { lines: [], well: true }
  }
  const ready: Subject[] = []
  for (const subject of row.subjects.filter(({ missing }) => missing === null)) {
    const faults = await prepare(subject)
    faults.forEach((i) => complain(draw(i)))
    if (faults.length === 0) ready.push(subject)
  }
  const { measured, issues } = await turnsOf(ready, turns, manner)
  told('')
  issues.forEach((i) => complain(draw(i)))
  const own = measured.find(({ name }) => name === row.subjects[0]?.name)
  if (own === undefined) return { lines: [], well: false }
  const peers = agreeing(
    own,
    measured.filter((m) => m !== own),
    row.agree,
  )
  peers.issues.forEach((i) => complain(draw(i)))
  return { lines: row.lines(own, peers.measured), well: peers.issues.length === 0 }
}

/** Measures the rows that were asked for and prints them, as text or as JSON; gives the lines. Ends with 1 where ours fell out or a peer computes something else. */
export const table = async ({ json, turns, rows }: Asked, where: string, manner: Manner): Promise<readonly Line[]> => {
  const lines: Line[] = []
  const prepare = prepared()
  for (const row of rows) {
    const found = await measure(row, turns, manner, prepare)
    lines.push(...found.lines)
    if (!found.well) process.exitCode = 1
    if (!json) process.stdout.write(found.lines.map((l) => `${shown(l)}\n`).join(''))
  }
  if (json) process.stdout.write(`${JSON.stringify({ machine: where, rows: lines }, undefined, 2)}\n`)
  else process.stdout.write(`${where}, ${new Date().toISOString().slice(0, 10)}, medians of ${String(turns)} in turn\n`)
  return lines
}
