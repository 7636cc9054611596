import type { Issue } from '../dsl/core/issue.ts'

/** How wide a stream is, and whether it takes colour. */
export interface Paper {
  readonly columns: number
  readonly colour: boolean
}

/**
 * The paper of an output stream: a terminal has a width and takes colour unless NO_COLOR says otherwise; a pipe or a file
 * has neither.
 */
export const paperOf = (
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: { readonly [name: string]: string | undefined },
): Paper =>
  stream.isTTY === true
    ? { columns: stream.columns ?? 80, colour: (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' }
    : { columns: Infinity, colour: false }

/**
 * Draws issues as `dsl/core/issue.ts` does, each once, those of one code together, wrapped to the paper, the code red and the names faint
 * where it takes colour. An empty line stands between two issues; of many with one code the first are drawn and the rest counted.
 *
 * @example drawIssues([issue('data: image', 'no such file', 'check the path')], { columns: 80, colour: false })
 * // => data: image: no such file
 * //      try  check the path
 */
export const drawIssues = (issues: readonly Issue[], paper: Paper): string => {
  const distinct = [...new Map(issues.map((i) => [JSON.stringify(i), i] as const)).values()]
  const codes = [...new Set(distinct.map(({ code }) => code))]
  return codes
    .flatMap((code) => {
      const alike = distinct.filter((i) => i.code === code)
      const left = alike.length - most
      const drawn = alike.slice(0, left === 1 ? most + 1 : most).map((i) => drawIssue(i, paper))
      return left > 1 ? [...drawn, `${code}: and ${String(left)} more`] : drawn
    })
    .join('\n\n')
}

/** Issues of one code that are drawn in full; more of them say little more. */
const most = 6

const drawIssue = (i: Issue, { columns, colour }: Paper): string => {
  const rows: readonly (readonly [string, string])[] = [
    ...(i.path.length > 0 ? [['at', i.path.join(' / ')] as const] : []),
    ...i.evidence,
    ['try', i.hint],
  ]
  const names = Math.max(...rows.map(([name]) => name.length))
  const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const [first = '', ...rest] = wrap(`${i.code}: ${i.message}`, columns, 2)
  const heading = first.startsWith(i.code) ? paint('31;1', i.code) + first.slice(i.code.length) : first
  const drawn = rows.flatMap(([name, value]) => {
    const [head = '', ...tail] = wrap(value, columns - names - 4, 0)
    return [`  ${paint('2', name.padEnd(names))}  ${head}`, ...tail.map((line) => ' '.repeat(names + 4) + line)]
  })
  return [heading, ...rest, ...drawn].join('\n')
}

/**
 * Breaks text at spaces into lines of at most `columns` characters (but never under 16, where nothing can be read), those
 * after the first indented; a longer word stays whole, so that a path can be copied.
 */
export const wrap = (text: string, columns: number, indent: number): readonly string[] =>
  text.split('\n').flatMap((paragraph) =>
    paragraph.length <= columns
      ? [paragraph]
      : paragraph.split(' ').reduce<readonly string[]>((lines, word) => {
          const last = lines.at(-1)
          if (last === undefined) return [word]
          // An indentation alone is no line.
          if (last.trim() === '') return [...lines.slice(0, -1), `${last} ${word}`]
          return last.length + 1 + word.length <= Math.max(columns, 16)
            ? [...lines.slice(0, -1), `${last} ${word}`]
            : [...lines, ' '.repeat(indent) + word]
        }, []),
  )
