import { BITS, taps } from './taps.ts'

/**
 * Taps two by two, as processors multiply and add them: 16 bits by 16 bits. A weight has more, so it comes as two numbers, w = upper·2^11 + lower. A last
 * tap without a partner has one of weight 0.
 */
export interface Pairs {
  readonly first: Int32Array
  /** Pairs of each output. */
  readonly count: Int32Array
  /** Of a pair the upper halves of both its weights, then the lower ones, 16 bits each; those of output i from 2·i·`most` on. */
  readonly weights: Int32Array
  readonly most: number
}

/** Of a weight's lower half. */
export const LOWER = BITS >> 1

/** Data sets have few sizes of pictures, and for small ones taps take as long as the sums. */
const known = new Map<string, Pairs>()
const MOST_KNOWN = 64

/** The pairs of a line of `from` pixels that becomes one of `to`. */
export const pairs = (from: number, to: number): Pairs => {
  const key = `${String(from)} ${String(to)}`
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= MOST_KNOWN) known.clear()
  const made = computed(from, to)
  known.set(key, made)
  return made
}

const computed = (from: number, to: number): Pairs => {
  const { first, count, weights, most } = taps(from, to)
  const mostPairs = Math.ceil(most / 2)
  const halves = new Int32Array(2 * to * mostPairs)
  for (let i = 0; i < to; i++) {
    const weight = (k: number): number => (k < (count[i] ?? 0) ? (weights[i * most + k] ?? 0) : 0)
    for (let k = 0, at = 2 * i * mostPairs; k < (count[i] ?? 0); k += 2, at += 2) {
      const [one, other] = [weight(k), weight(k + 1)]
      halves[at] = (one >> LOWER) | ((other >> LOWER) << 16)
      halves[at + 1] = (one & LOW) | ((other & LOW) << 16)
    }
  }
  return { first, count: count.map((n) => (n + 1) >> 1), weights: halves, most: mostPairs }
}

const LOW = 2 ** LOWER - 1
