import { amount, grouped } from '../../dsl/core/amount.ts'
import type { Severity } from '../../stdlib/data/fault.ts'
import { lossText } from '../../stdlib/data/formats/losses.ts'
import { type Paper, wrap } from '../draw.ts'
import { countsOf, type Kind, kindName, kindsOf, type Report, timesOf } from './check-report.ts'

/** Defects of a kind that are shown where not all are asked for. */
const few = 3

const colours: Readonly<Record<Severity, string>> = { fatal: '31;1', wrong: '33', odd: '2' }

type Cells = readonly string[]

/** Columns, the first `left` of which begin at their left. */
const aligned = (rows: readonly Cells[], left: number): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i < left ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const shownName = (name: string): string => (name.length <= 24 ? name : `…${name.slice(-23)}`)

const splitsTable = ({ splits }: Report): readonly string[] =>
  aligned(
    splits.map(({ name, format, images, boxes }) => [shownName(name), format, amount(images, 'image'), amount(boxes, 'box', 'boxes')]),
    2,
  )

const kindsTable = ({ splits }: Report, kinds: readonly Kind[], { columns }: Paper): readonly string[] => {
  const names = splits.map(({ name }) => name)
  const row = (wide: boolean, kind: Kind): Cells => [
    kind.severity,
    kindName(kind.code),
    ...(wide ? names.map((name) => grouped(timesOf(kind, name))) : []),
    grouped(timesOf(kind)),
  ]
  const table = (wide: boolean): readonly string[] =>
    aligned([['', '', ...(wide ? names.map(shownName) : []), 'all'], ...kinds.map((kind) => row(wide, kind))], 2)
  const whole = table(names.length > 1)
  return whole.every((line) => line.length <= columns) ? whole : table(false)
}

const said = ({ check, severity }: Kind): string => {
  if (check !== undefined) return severity === 'odd' ? `training: ${check.training}` : `training: ${check.training}; --fix: ${check.fix}`
  return severity === 'odd' ? 'read all the same' : severity === 'fatal' ? 'cannot be read; training: refused' : 'left out'
}

/** A record's place; what is said of one of several splits by the path of all says which. */
const placeIn = ({ path: all, splits }: Report, split: string, [first, ...rest]: readonly string[]): string =>
  [...(first === undefined ? [] : [first === all && splits.length > 1 ? `${first} (${split})` : first]), ...rest].join(' / ')

const details = (report: Report, kind: Kind, o: TextOptions): readonly string[] => {
  const { columns, colour } = o.paper
  const heading = `${kind.severity}: ${kindName(kind.code)}, ${grouped(timesOf(kind))} (${said(kind)})`
  const each = kind.faults.filter(({ fault }) => fault.times === undefined)
  const shown = each.slice(0, o.all || each.length <= few + 1 ? each.length : few)
  const others = timesOf(kind) - shown.length
  const lines = shown.flatMap(({ split, fault: { issue } }) => {
    const evidence = issue.evidence.map(([name, value]) => `${name} ${value}`).join(', ')
    return [
      ...wrap(`  ${placeIn(report, split, issue.path)}: ${issue.message}`, columns, 6),
      ...(evidence === '' ? [] : wrap(`      ${evidence}`, columns, 6)),
    ]
  })
  const [title = '', ...rest] = wrap(heading, columns, 6)
  const [hint] = kind.faults
  return [
    '',
    colour ? `\u001b[${colours[kind.severity]}m${title}\u001b[0m` : title,
    ...rest,
    ...lines,
    ...(others === 0 ? [] : [`  … and ${grouped(others)} more${shown.length === each.length ? '' : ': --all lists them'}`]),
    ...(hint === undefined ? [] : wrap(`  try  ${hint.fault.issue.hint}`, columns, 7)),
  ]
}

export interface TextOptions {
  readonly all: boolean
  readonly paper: Paper
}

const unseen: Readonly<Record<Report['depth'], string>> = {
  none: 'Image files were not asked for.',
  present: 'Image files were not decoded: broken ones, and pictures under two names, are not found.',
  decoded: '',
}

const ending = ({ fixed, depth }: Report, counts: Readonly<Record<Severity, number>>): readonly string[] => {
  const sum = `${grouped(counts.fatal)} fatal, ${grouped(counts.wrong)} wrong, ${grouped(counts.odd)} odd`
  const serious = counts.fatal + counts.wrong > 0
  return [
    serious && fixed === undefined ? `${sum}; --fix DEST writes a copy without what is fatal or wrong` : sum,
    ...(unseen[depth] === '' ? [] : [unseen[depth]]),
    ...(fixed === undefined
      ? []
      : [
          `A corrected copy is in ${fixed.folder}: ${amount(fixed.changes, 'change')}, each in ${fixed.log}`,
          ...fixed.losses.map((loss) => `lost in COCO’s format: ${lossText(loss)}`),
        ]),
  ]
}

const ended = (of: readonly string[]): string => of.map((line) => `${line}\n`).join('')

/** The report as text, in pieces: its splits, a table of kinds, the first defects of each (or all), and what came of it. */
export function* reportText(report: Report, o: TextOptions): Generator<string, void> {
  const kinds = kindsOf(report)
  yield ended([`${report.path}:`, ...splitsTable(report).map((line) => `  ${line}`), ''])
  if (kinds.length > 0) yield ended(kindsTable(report, kinds, o.paper))
  for (const kind of kinds) yield ended(details(report, kind, o))
  if (kinds.length > 0) yield '\n'
  yield ended(ending(report, countsOf(kinds)).flatMap((line) => wrap(line, o.paper.columns, 2)))
}
