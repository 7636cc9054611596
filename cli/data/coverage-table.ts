import { amount, grouped } from '../../dsl/core/amount.ts'
import type { BinCoverage, Counts, Coverage } from '../../stdlib/assign/coverage.ts'
import { sizeBins } from '../../stdlib/boxes/size-bins.ts'
import { wrap } from '../draw.ts'
import { columnsOf, percent } from './histogram.ts'
import type { Learner } from './learner.ts'

/** What was counted, and of what. */
export interface Counted {
  /** The experiments that it is true of, or the anchors. */
  readonly names: readonly string[]
  readonly learner: Learner
  readonly from: string
  readonly input: string
  readonly scale: 'input' | 'original'
  readonly images: number
  readonly coverage: Coverage
}

const shades = ['░', '▒', '▓', '█'] as const

/** Shares of 0, 1, 2, and 3 or more as a bar: the darker, the more positives. */
export const heat = (counts: Counts, columns: number): string => {
  const all = counts.reduce((a, b) => a + b, 0)
  if (all === 0) return ''
  const ends = counts.map((_, i) => Math.round((columns * counts.slice(0, i + 1).reduce((a, b) => a + b, 0)) / all))
  return shades.map((shade, i) => shade.repeat((ends[i] ?? 0) - (ends[i - 1] ?? 0))).join('')
}

/** A bin in few characters. @example binName(1) // => 'very tiny 2–8' */
const binName = (bin: number): string => {
  const { name, from, to } = sizeBins[bin] ?? { name: '', from: 0, to: 0 }
  return from === 0 ? `below ${to}` : `${name} ${to === Infinity ? `${from}+` : `${from}–${to}`}`
}

const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)))
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i === 0 || i === row.length ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd(),
  )
}

const share = (n: number, { boxes }: BinCoverage): string => (boxes === 0 ? '–' : percent(n / boxes))

const whole = (n: number, { boxes }: BinCoverage): string => {
  const of = (100 * n) / boxes
  return boxes === 0 ? '–' : of > 0 && of < 0.5 ? '<1' : of < 100 && of >= 99.5 ? '>99' : of.toFixed(0)
}

const rangeOf = (bin: number): string => {
  const { from = 0, to = 0 } = sizeBins[bin] ?? {}
  return to === Infinity ? `${from}+` : `${from}–${to}`
}

const totalRows = (coverage: Coverage, low: boolean): readonly string[] => {
  const head = ['size, px', 'boxes', '0', '1', '2', '3+', ...(low ? ['low only'] : []), 'mean']
  const rows = coverage.map((bin, i) => [
    ...[binName(i), grouped(bin.boxes), ...bin.total.map((n) => share(n, bin))],
    ...(low ? [share(bin.lowQuality, bin)] : []),
    bin.boxes === 0 ? '–' : (bin.positives / bin.boxes).toFixed(1),
  ])
  return aligned([head, ...rows])
}

/** In whole percent, for terminals that are too narrow for more. */
const narrowRows = (coverage: Coverage, low: boolean): readonly string[] =>
  aligned([
    ['px', 'boxes', '0', '1', '2', '3+', ...(low ? ['low'] : [])],
    ...coverage.map((bin, i) => [
      ...[rangeOf(i), grouped(bin.boxes), ...bin.total.map((n) => whole(n, bin))],
      ...(low ? [whole(bin.lowQuality, bin)] : []),
    ]),
  ])

const widthOf = (lines: readonly string[]): number => Math.max(...lines.map((line) => [...line].length))

const totalTable = (coverage: Coverage, low: boolean, columns: number): readonly string[] => {
  const lines = totalRows(coverage, low)
  const width = widthOf(lines)
  const left = columns - width - 2
  if (left < -2) return narrowRows(coverage, low)
  const bar = (row: number): string => heat(coverage[row]?.total ?? [0, 0, 0, 0], Math.min(left, 24))
  return left < 6 ? lines : lines.map((line, i) => `${line.padEnd(width)}  ${i === 0 ? '' : bar(i - 1)}`.trimEnd())
}

/** Whole percents of 1, 2, and 3 or more; a dot where no box has any. */
const cell = (counts: Counts): string => {
  const all = counts.reduce((a, b) => a + b, 0)
  const some = (n: number): string => (n > 0 && n / all < 0.005 ? '<1' : String(Math.round((100 * n) / all)))
  return all === 0 || counts[0] === all ? '·' : counts.slice(1).map(some).join('/')
}

/** As many levels beside each other as fit. */
const levelTables = (coverage: Coverage, { levels }: Learner, columns: number): readonly string[] => {
  const column = (level: number): readonly string[] => [
    `${levels[level]?.name ?? ''} (${String(levels[level]?.stride ?? 0)})`,
    ...coverage.map((bin) => cell(bin.levels[level] ?? [0, 0, 0, 0])),
  ]
  const width = (level: number): number => Math.max(...column(level).map((text) => text.length)) + 2
  const names = 2 + Math.max(...coverage.map((_, i) => binName(i).length))
  const groups = levels.reduce<readonly (readonly number[])[]>((done, _, level) => {
    const last = done.at(-1) ?? []
    const fits = names + [...last, level].reduce((n, l) => n + width(l), 0) <= columns
    return last.length > 0 && fits ? [...done.slice(0, -1), [...last, level]] : [...done, [level]]
  }, [])
  return groups.flatMap((group, g) => {
    const cells = group.map(column)
    const rows = ['size, px', ...coverage.map((_, i) => binName(i))].map((name, row) => [name, ...cells.map((texts) => texts[row] ?? '')])
    return [...(g === 0 ? [] : ['']), ...aligned(rows)]
  })
}

/** Coverage in text, at most `columns` wide (80 where there is no terminal): all levels together, then level by level. */
export const coverageTable = (c: Counted, columns: number): string => {
  const within = columnsOf(columns)
  const { learner, coverage } = c
  const boxes = coverage.reduce((n, bin) => n + bin.boxes, 0)
  const low = learner.lowQuality
  return [
    ...wrap(`${c.names.join(', ')}: ${amount(boxes, 'box', 'boxes')} in ${amount(c.images, 'image')} of ${c.from}`, within, 2),
    ...wrap(`  input ${c.input}; sizes √(width · height) in pixels of the ${c.scale === 'input' ? 'input' : 'image files'}`, within, 2),
    '',
    ...wrap(
      `share of boxes with 0, 1, 2, and 3 or more positive ${learner.unit}s (░▒▓█)${low ? ', and with low-quality matches only' : ''}`,
      within,
      2,
    ),
    ...totalTable(coverage, low, within),
    '',
    ...wrap('percent of boxes with 1/2/3 or more on each level (its stride); · is none', within, 2),
    ...levelTables(coverage, learner, within),
    '',
  ].join('\n')
}
