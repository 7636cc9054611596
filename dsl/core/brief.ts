/** Letters of a text, at most `most`; what is cut ends in an ellipsis. @example cut(5)('abcdefg') // => 'abcd…' */
export const cut =
  (most: number) =>
  (text: string): string =>
    text.length > most ? `${text.slice(0, most - 1)}…` : text

/**
 * A value from outside on one line, for issues. It can be nested deeper than the stack, which JSON.parse does not mind and JSON.stringify does.
 *
 * @example brief(8)([1, 2, 3, 4]) // => '[1,2,3,…'
 * @example brief(8)(Infinity) // => 'Infinity'
 */
export const brief =
  (most: number) =>
  (value: unknown): string => {
    // JSON has no infinities: it would write them as null.
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string') return cut(most)(JSON.stringify(value.slice(0, most)))
    if (value === undefined) return 'nothing'
    try {
      return cut(most)(JSON.stringify(value))
    } catch (e) {
      if (e instanceof RangeError) return 'a value nested too deeply to print'
      throw e
    }
  }
