/**
 * Optimal string alignment distance: the fewest insertions, deletions, substitutions and swaps of neighbours that turn
 * `a` into `b`, no part edited twice (the restricted Damerau-Levenshtein distance). O(|a| |b|).
 *
 * @example distance('momntum', 'momentum') // => 1
 */
export const distance = (a: string, b: string): number => {
  const from = [...a]
  const to = [...b]
  const first = Array.from({ length: to.length + 1 }, (_, j) => j)
  const [last] = from.reduce<readonly [row: readonly number[], above: readonly number[]]>(
    ([above, twoAbove], x, i) => {
      const row = to.reduce<readonly number[]>(
        (done, y, j) => {
          const swap = j > 0 && x === to[j - 1] && from[i - 1] === y ? at(twoAbove, j - 1) + 1 : Infinity
          return [...done, Math.min(at(above, j + 1) + 1, at(done, j) + 1, at(above, j) + (x === y ? 0 : 1), swap)]
        },
        [i + 1],
      )
      return [row, above]
    },
    [first, []],
  )
  return at(last, to.length)
}

/** Names in other people's files may have any length; comparing takes time as its square. */
const LONGEST = 100

const at = (row: readonly number[], j: number): number => row[j] ?? Infinity

/**
 * The known name most like `name`, letter case ignored, or undefined where none is near enough to be meant: more than a
 * third of the longer name, and more than two edits, would have to change. Of equally near names the first wins.
 *
 * @example nearest('momntum', ['rate', 'momentum']) // => 'momentum'
 */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  if (name.length > LONGEST) return undefined
  const best = known
    .filter(({ length }) => length <= LONGEST)
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .reduce<{ readonly candidate: string; readonly edits: number } | undefined>(
      (a, b) => (a === undefined || b.edits < a.edits ? b : a),
      undefined,
    )
  if (best === undefined) return undefined
  const longer = Math.max(name.length, best.candidate.length)
  return best.edits <= Math.max(2, longer / 3) && best.edits < longer ? best.candidate : undefined
}

/**
 * The hint for an unknown name: the nearest known one, else all of them.
 *
 * @example suggest('momntum', ['rate', 'momentum']) // => 'did you mean `momentum`?'
 * @example suggest('x', ['rate', 'momentum']) // => 'known are `rate`, `momentum`'
 */
export const suggest = (name: string, known: readonly string[]): string => {
  const meant = nearest(name, known)
  if (meant !== undefined) return `did you mean \`${meant}\`?`
  return known.length === 0 ? 'none is known here' : `known are ${known.map((k) => `\`${k}\``).join(', ')}`
}
