/**
 * A stream of draws that is a pure function of its key. The stream itself moves forward as it is read, so it is made where it is used
 * and never shared: two readers take two keys.
 */
export interface Random {
  /** 32 random bits as an unsigned integer. */
  readonly bits: () => number
  /** Uniform in [0, 1), 53 bits. */
  readonly uniform: () => number
  /** Uniform among the integers 0 … below - 1. */
  readonly integer: (below: number) => number
  /** Standard normal (polar method). */
  readonly normal: () => number
  /** A shuffled copy, every order as likely. */
  readonly shuffle: <A>(values: readonly A[]) => readonly A[]
}

/**
 * The random stream of a key of integers such as (seed, epoch, index): the same on every machine, and independent of other keys' streams
 * whatever was drawn from them. (1, 2), (2, 1) and (1, 2, 0) are different keys.
 *
 * xoshiro128** (Blackman and Vigna 2018, public domain), its state hashed from the key with MurmurHash3's 32-bit mixer.
 *
 * @example random(7, 0, 3).integer(10) === random(7, 0, 3).integer(10) // => true
 */
export const random = (...key: readonly number[]): Random => {
  const bits = xoshiro(key)
  const uniform = (): number => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53
  return { bits, uniform, integer: (below) => Math.floor(uniform() * below), normal: polar(uniform), shuffle: shuffled(uniform) }
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

const avalanche = (h: number): number => {
  const a = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return b ^ (b >>> 16)
}

/** One 32-bit word of the state: MurmurHash3 over both halves of every integer of the key, and its length. */
const hash = (key: readonly number[], seed: number): number => {
  const absorb = (h: number, word: number): number =>
    (Math.imul(rotate(h ^ Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593), 13), 5) + 0xe6546b64) | 0
  const all = key.reduce((h, k) => absorb(absorb(h, k | 0), Math.floor(k / 2 ** 32) | 0), seed)
  return avalanche(all ^ (key.length * 8))
}

const xoshiro = (key: readonly number[]): (() => number) => {
  let a = hash(key, 0x9e3779b9)
  let b = hash(key, 0x243f6a88)
  let c = hash(key, 0xb7e15162)
  let d = hash(key, 0x6a09e667) | 1 // a state of zeros would stay zero
  return () => {
    const out = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return out >>> 0
  }
}

/** Marsaglia's polar method gives normal numbers in pairs. */
const polar = (uniform: () => number): (() => number) => {
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const second = spare
      spare = null
      return second
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const s = x * x + y * y
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s)
        spare = y * scale
        return x * scale
      }
    }
  }
}

/** Sorts by a random number each: of 2^53, so that no two agree. */
const shuffled =
  (uniform: () => number) =>
  <A>(values: readonly A[]): readonly A[] =>
    values
      .map((value) => ({ value, place: uniform() }))
      .sort((a, b) => a.place - b.place)
      .map(({ value }) => value)
