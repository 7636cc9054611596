import { byteSize } from '../monitor/format.ts'
import type { Cost, ExperimentCost } from './cost.ts'

const units = ['', 'K', 'M', 'G', 'T', 'P'] as const

/** Three digits and a decimal unit. @example metric(354_300_000_000) // => '354 G' */
export const metric = (n: number): string => {
  const power = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3))
  const digits = (n / 1000 ** power).toPrecision(3)
  if (Number(digits) >= 1000 && power < units.length - 1) return `1.00 ${units[power + 1] ?? ''}`
  return power === 0 ? String(n) : `${digits} ${units[power] ?? ''}`
}

const widestPath = 40

const row = ({ parameters, macs }: Cost): readonly string[] => [metric(parameters), metric(macs.inference), metric(macs.step)]

/** The cost of an experiment, at most 80 columns wide: its modules, the sums, and the memory that a step takes. */
export const costTable = (c: ExperimentCost): string => {
  const rows = [
    ['', '', 'MACs, one', `MACs, step`],
    ['module', 'parameters', 'image', `of ${String(c.batch)}`],
    ...c.modules.map((m) => [m.path.length > widestPath ? `…${m.path.slice(1 - widestPath)}` : m.path, ...row(m)]),
    ['all', ...row(c)],
  ]
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((r) => (r[i] ?? '').length)))
  const lines = rows.map((r) =>
    r
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  return [
    `${c.name}: ${String(c.inputSize)}×${String(c.inputSize)} pixels, batch ${String(c.batch)}`,
    '',
    ...lines,
    '',
    `A step takes ${byteSize(c.peakBytes)} at its peak on ${c.target}.`,
    'MACs are the multiply-accumulates of convolutions and matrix products.',
    '',
  ].join('\n')
}
