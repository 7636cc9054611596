import { issue, type Issue } from '../../dsl/core/issue.ts'

/** Where a text stands in its file. */
export interface Standing {
  readonly path: readonly string[]
  /** Lines of the file before the text. */
  readonly linesBefore: number
  /** Whether the text is all of the file. */
  readonly whole: boolean
}

/** The issue of a text that `JSON.parse` refused. V8 tells either the position or some text around it; both lead to the line. */
export const jsonFault =
  ({ path, linesBefore, whole }: Standing, text: string) =>
  (e: unknown): Issue => {
    if (whole && text.trim() === '') return issue('json: empty', 'the file is empty', 'was it written to its end?', { path })
    const said = e instanceof Error ? e.message : String(e)
    const [, message = said, snippet = ''] = /^(.*?), (?:\.\.\.)?"([^]*)"(?:\.\.\.)? is not valid JSON$/.exec(said) ?? []
    const position = /position (\d+)/.exec(said)?.[1]
    const at = position !== undefined ? Number(position) : /end of JSON/.test(said) ? text.length : text.indexOf(snippet)
    const near = snippet === '' ? text.slice(Math.max(0, at - 20), at + 20) : snippet
    return issue('json: malformed', message, 'repair the file, or write it again', {
      path,
      evidence: [
        ...(at < 0 || text.indexOf(near, at + 1) > 0 ? [] : [['line', String(linesBefore + lineEnds(text.slice(0, at)) + 1)] as const]),
        ['near', near.replace(/\s+/g, ' ').trim()],
      ],
    })
  }

/** Line ends in a text. */
export const lineEnds = (text: string): number => {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
