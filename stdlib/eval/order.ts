// Hot loops read typed arrays as `array[i] ?? 0`: the index is inside by construction, and a shared accessor would see arrays of many kinds, which V8
// then reads ten times slower.

/** 0, 1, … count - 1. */
export const rowsOf = (count: number): Int32Array => {
  const rows = new Int32Array(count)
  for (let i = 0; i < count; i++) rows[i] = i
  return rows
}

/**
 * Rows by ascending key; equal keys keep their order. A counting sort.
 *
 * @param key of each row, from 0 to `keys` - 1
 * @example byKey(Int32Array.of(0, 1, 2), Int32Array.of(1, 0, 1), 2) // => Int32Array.of(1, 0, 2)
 */
export const byKey = (rows: Int32Array, key: Int32Array, keys: number): Int32Array => {
  const next = startsOf(rows, key, keys)
  const sorted = new Int32Array(rows.length)
  for (const row of rows) {
    const k = key[row] ?? 0
    const place = next[k] ?? 0
    sorted[place] = row
    next[k] = place + 1
  }
  return sorted
}

/** Where the rows of each key begin among rows sorted by key; the last entry is their number. */
export const startsOf = (rows: Int32Array, key: Int32Array, keys: number): Int32Array => {
  const start = new Int32Array(keys + 1)
  for (const row of rows) {
    const k = (key[row] ?? 0) + 1
    start[k] = (start[k] ?? 0) + 1
  }
  for (let k = 1; k <= keys; k++) start[k] = (start[k] ?? 0) + (start[k - 1] ?? 0)
  return start
}

/**
 * Rows by descending score; equal scores keep their order, as in a merge sort. Many are sorted by the bits of the
 * doubles, four digits of 16.
 *
 * @param score of each row; not NaN
 * @example byScore(Int32Array.of(0, 1, 2), Float64Array.of(0.1, 0.9, 0.1)) // => Int32Array.of(1, 0, 2)
 */
export const byScore = (rows: Int32Array, score: Float64Array): Int32Array =>
  rows.length < FEW ? byComparison(rows, score) : byBits(rows, score)

/** Below this, clearing the digits' counters costs more than comparisons. */
const FEW = 4096

const byComparison = (rows: Int32Array, score: Float64Array): Int32Array =>
  rowsOf(rows.length)
    .sort((a, b) => (score[rows[b] ?? 0] ?? 0) - (score[rows[a] ?? 0] ?? 0) || a - b)
    .map((place) => rows[place] ?? 0)

/** Which half of a double holds its sign, as this machine stores it. */
const HIGH = new Uint32Array(Float64Array.of(1).buffer)[0] === 0 ? 1 : 0

const byBits = (rows: Int32Array, score: Float64Array): Int32Array => {
  const doubles = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) doubles[i] = (score[rows[i] ?? 0] ?? 0) + 0 // -0 + 0 is 0
  const words = new Uint32Array(doubles.buffer)
  // As unsigned numbers, the bits of positive doubles ascend with them and those of negative ones descend; both are turned to descend.
  for (let i = 0; i < rows.length; i++) {
    const high = words[2 * i + HIGH] ?? 0
    if (high >>> 31 === 0) {
      words[2 * i + HIGH] = ~high ^ 0x80000000
      words[2 * i + 1 - HIGH] = ~(words[2 * i + 1 - HIGH] ?? 0)
    }
  }
  const digits = [
    [1 - HIGH, 0],
    [1 - HIGH, 16],
    [HIGH, 0],
    [HIGH, 16],
  ] as const
  const places = digits.reduce<Int32Array>((sorted, [word, shift]) => byDigit(sorted, words, word, shift), rowsOf(rows.length))
  return places.map((place) => rows[place] ?? 0)
}

const byDigit = (places: Int32Array, words: Uint32Array, word: number, shift: number): Int32Array => {
  const next = new Int32Array(0x10001)
  for (let i = word; i < words.length; i += 2) {
    const k = (((words[i] ?? 0) >>> shift) & 0xffff) + 1
    next[k] = (next[k] ?? 0) + 1
  }
  for (let k = 1; k <= 0x10000; k++) next[k] = (next[k] ?? 0) + (next[k - 1] ?? 0)
  const sorted = new Int32Array(places.length)
  for (const place of places) {
    const k = ((words[2 * place + word] ?? 0) >>> shift) & 0xffff
    const at = next[k] ?? 0
    sorted[at] = place
    next[k] = at + 1
  }
  return sorted
}
