/** Text that cannot move the cursor, ring or colour: what no terminal prints becomes a dot. @example visible('a\u001b[31mb') // => 'a·[31mb' */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')

/** At most so many characters, the end made a mark where some are left out. @example shortened('aeroplane', 5) // => 'aero…' */
export const shortened = (text: string, most: number): string => {
  const characters = [...visible(text)]
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

/** How many characters of the first column are shown; more where the paper is wide is no easier to read. */
const widest = 28

/**
 * A table whose first column is names and whose others are numbers, aligned to the right. Where the paper is too narrow for all columns, those
 * that do not fit follow below in another table with the same names.
 *
 * @param head the columns' names
 */
export const columns = (head: readonly string[], rows: readonly (readonly string[])[], paper: number): string => {
  const all = [head, ...rows].map(([name = '', ...cells]) => [shortened(name, widest), ...cells])
  const widths = head.map((_, c) => Math.max(...all.map((row) => [...(row[c] ?? '')].length)))
  const line = (row: readonly string[], shown: readonly number[]): string =>
    shown.map((c) => (c === 0 ? pad(row[c], widths[c]) : padLeft(row[c], widths[c]))).join('  ')
  return blocks(widths, paper)
    .map((shown) => all.map((row) => line(row, shown).trimEnd()).join('\n'))
    .join('\n\n')
}

/** Which columns stand beside each other: the first always, and at least one more. */
const blocks = (widths: readonly number[], paper: number): readonly (readonly number[])[] => {
  const [first = 0, ...others] = widths
  const grouped = others.reduce<{ readonly done: readonly (readonly number[])[]; readonly used: number }>(
    ({ done, used }, width, i) => {
      const last = done.at(-1)
      return last !== undefined && used + 2 + width <= paper
        ? { done: [...done.slice(0, -1), [...last, i + 1]], used: used + 2 + width }
        : { done: [...done, [0, i + 1]], used: first + 2 + width }
    },
    { done: [], used: Infinity },
  )
  return grouped.done
}

const pad = (text = '', width = 0): string => text + ' '.repeat(Math.max(0, width - [...text].length))
const padLeft = (text = '', width = 0): string => ' '.repeat(Math.max(0, width - [...text].length)) + text

/** A measured number to four digits, a dash for none. @example fraction(0.5) // => '0.5000' */
export const fraction = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? '–' : value.toFixed(4)

/** With its sign, to four digits. @example signed(0.5) // => '+0.5000' */
export const signed = (value: number): string => (Number.isNaN(value) ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`)
