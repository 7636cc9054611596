import { type Issue, issue } from '../../../../dsl/core/issue.ts'

/** A line that is not empty, and its number from 1. */
export interface Line {
  readonly at: number
  readonly text: string
}

/** @example linesOf('a\r\n\n b \n') // => [{ at: 1, text: 'a' }, { at: 3, text: 'b' }] */
export const linesOf = (text: string): readonly Line[] =>
  text.split(/\r\n|\n|\r/).flatMap((line, i) => {
    const trimmed = line.trim()
    return trimmed === '' ? [] : [{ at: i + 1, text: trimmed }]
  })

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i

/**
 * A decimal number, undefined where it is none; `Number` would take '' and '0x10' too.
 *
 * @example ['1.5', '-2e3', '', '0x10', 'NaN'].map(numeric) // => [1.5, -2000, undefined, undefined, undefined]
 */
export const numeric = (text: string | undefined): number | undefined => {
  if (text === undefined || text.length > 400 || !number.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** A line that cannot be read, and what it should be. */
export const wrongLine = (source: string, { at, text }: Line, wanted: string, hint: string): Issue =>
  issue(
    'data: wrong line',
    `${wanted} is wanted, but the line is ${JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}…` : text)}`,
    hint,
    {
      path: [source, String(at)],
    },
  )
