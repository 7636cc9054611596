import { grouped } from '../../dsl/core/amount.ts'

/** A row of a histogram. */
export interface Row {
  readonly name: string
  readonly count: number
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of eighths of a character; something that is not nothing has at least one. @example barOf(0.5, 3) // => '█▌' */
export const barOf = (share: number, columns: number): string => {
  const most = 8 * columns
  const length = Math.min(most, share > 0 ? Math.max(1, Math.round(share * most)) : 0)
  return '█'.repeat(Math.floor(length / 8)) + (eighths[length % 8] ?? '')
}

/** A share in percent; what is not quite none or all does not read like it. @example percent(0.99999) // => '>99.9 %' */
export const percent = (share: number): string => {
  if (Number.isNaN(share)) return '–'
  if (share > 0 && share < 0.0005) return '<0.1 %'
  if (share < 1 && share > 0.9995) return '>99.9 %'
  return `${(100 * share).toFixed(1)} %`
}

/** Text of so many columns at most; what is cut ends in a dot leader. What a terminal would obey is shown as ¿. @example cut('abcdef', 4) // => 'abc…' */
export const cut = (text: string, columns: number): string => {
  const plain = [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '¿')]
  return plain.length <= columns ? plain.join('') : `${plain.slice(0, Math.max(0, columns - 1)).join('')}…`
}

const widest = 32

/** Columns that a terminal gives, or what reads well where there is none. A narrower one is not worth drawing for. */
export const columnsOf = (columns: number): number => Math.max(36, Math.min(80, columns))

/** Rows with their counts, shares and bars; the longest bar is the largest count. Nothing is wider than `columns`. */
export const histogramText = (rows: readonly Row[], columns: number): readonly string[] => {
  const all = rows.reduce((n, { count }) => n + count, 0)
  const most = Math.max(1, ...rows.map(({ count }) => count))
  const counts = rows.map(({ count }) => grouped(count))
  const numbers = Math.max(0, ...counts.map((text) => text.length))
  const names = Math.min(widest, Math.max(8, columns - numbers - 22), Math.max(0, ...rows.map(({ name }) => [...cut(name, widest)].length)))
  const left = columns - names - numbers - 14
  return rows.map(({ name, count }, i) =>
    `  ${cut(name, names).padEnd(names)}  ${(counts[i] ?? '').padStart(numbers)} ${percent(count / all).padStart(8)} ${barOf(count / most, left)}`.trimEnd(),
  )
}
