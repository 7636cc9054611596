import type { Category } from '../../stdlib/data/dataset.ts'
import type { Detection } from '../../stdlib/eval/detections.ts'

/** An image and what was found in it. */
export interface Found {
  readonly file: string
  readonly results: readonly Detection[]
}

const widest = { file: 40, className: 16 }

/** The end of a long path tells more than its beginning; of a class, the beginning. */
const fileShown = (file: string): string => (file.length <= widest.file ? file : `…${file.slice(1 - widest.file)}`)
const classShown = (name: string): string => (name.length <= widest.className ? name : `${name.slice(0, widest.className - 1)}…`)

/** The least score that is counted: below it most of what a detector proposes is wrong, and only a metric wants it. */
export const counted = 0.3

/** Detections that score enough to be counted, in text: a row an image, a column a class, and the sums. */
export const countsTable = (found: readonly Found[], classes: readonly Category[], scoreThreshold: number): string => {
  const every = found.flatMap(({ results }) => results)
  const counts = (all: readonly Detection[]): readonly number[] => {
    const results = all.filter(({ score }) => score >= counted)
    return [...classes.map(({ id }) => results.filter((r) => r.category_id === id).length), results.length]
  }
  const rows = found.map(({ file, results }) => [fileShown(file), ...counts(results).map(String)])
  const sums = ['all', ...counts(every).map(String)]
  const table = [['image', ...classes.map(({ name }) => classShown(name)), 'all'], ...rows, ...(rows.length > 1 ? [sums] : [])]
  const widths = sums.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return [
    `Detections that score ${String(counted)} or more (--json has all ${String(every.length)} above ${String(scoreThreshold)})`,
    '',
    ...table.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')),
    '',
  ].join('\n')
}
