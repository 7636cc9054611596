import { wrap } from '../draw.ts'
import { lastLimit, type Protocol } from '../../stdlib/eval/protocol.ts'
import type { Summary } from '../../stdlib/eval/summary.ts'

const shown = (value: number | null): string => (value === null ? '–' : value.toFixed(4))

/** What a protocol measures at most, in words. */
export const limitOf = (protocol: Protocol): string => {
  const limit = lastLimit(protocol)
  if (limit === Infinity) return 'no limit on detections'
  return `at most ${String(limit)} detections an image${protocol.limit === 'image' ? ', all classes together' : ' and class'}`
}

/** Names and numbers in two columns, a gap between precision, recall and localisation-recall-precision error; by size and threshold, as a grid. */
export const table = (protocol: Protocol, metrics: Summary, paper = Infinity): string => {
  const rows = protocol.report === 'tinyperson' ? grid(metrics) : list(metrics)
  return [...wrap(`${protocol.name}, ${limitOf(protocol)}`, paper, 2), '', ...rows, ''].join('\n')
}

const kind = (name: string | undefined): string | undefined => /^(AP|AR|oLRP)/.exec(name ?? '')?.[0]

const list = (metrics: Summary): readonly string[] => {
  const names = Object.keys(metrics)
  const width = Math.max(...names.map((name) => name.length))
  return names.flatMap((name, i) => {
    const row = `${name.padEnd(width)}  ${shown(metrics[name] ?? null).padStart(metrics[name] === null ? 5 : 6)}`
    return i > 0 && kind(name) !== kind(names[i - 1]) ? ['', row] : [row]
  })
}

/** AP50_tiny stands in the row AP50, the column tiny. */
const grid = (metrics: Summary): readonly string[] => {
  const parts = Object.keys(metrics).map((name) => name.split('_'))
  const rows = [...new Set(parts.map(([row = '']) => row))]
  const columns = [...new Set(parts.map(([, column = '']) => column))]
  const cell = (text: string, column: string): string => text.padStart(Math.max(8, column.length + 2))
  return [
    `    ${columns.map((column) => cell(column, column)).join('')}`,
    ...rows.flatMap((row, i) => {
      const line = `${row}${columns.map((column) => cell(shown(metrics[`${row}_${column}`] ?? null), column)).join('')}`
      return i > 0 && kind(row) !== kind(rows[i - 1]) ? ['', line] : [line]
    }),
  ]
}
