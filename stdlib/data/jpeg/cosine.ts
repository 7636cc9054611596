import { add, advance, type Code, type Function, get, i32, loop, set } from '../wasm/assemble.ts'
import { either } from '../wasm/expressions.ts'
import {
  alike,
  and,
  any,
  bytewise,
  firstWord,
  type Half,
  HALVES,
  inTurn,
  loadBytes,
  minus,
  narrow,
  or,
  pairs,
  plus,
  shiftLeft,
  shiftRight,
  splat,
  storeBytes,
  storeHalf,
  timesAndAdd,
  widenWords,
  words,
  wordwise,
} from '../wasm/vectors.ts'

/** Bits behind the point of the constants, and of what the first pass gives. */
const CONSTANT_BITS = 13
const PASS_BITS = 2

/** Constants of the transform in units of 2^-13: √2·cos(kπ/16) and their sums, named by their first digits. */
const F = {
  0.298: 2446,
  0.39: 3196,
  0.541: 4433,
  0.765: 6270,
  0.899: 7373,
  1.175: 9633,
  1.501: 12299,
  1.847: 15137,
  1.961: 16069,
  2.053: 16819,
  2.562: 20995,
  3.072: 25172,
} as const

/**
 * Blocks next to each other: coefficients, 64 words each, to pixels of a plane whose lines are `stride` bytes apart; coefficients are 0 after it. The
 * inverse cosine transform of C. Loeffler, A. Ligtenberg and G. Moschytz (1989) with 12 multiplications a line, down and then across.
 */
export const blocks: Function = (() => {
  const [from, count, to, stride] = [0, 1, 2, 3] as const
  const [b, line] = [4, 5] as const
  const rows = [6, 7, 8, 9, 10, 11, 12, 13] as const
  const others = [14, 15, 16, 17, 18, 19, 20, 21] as const
  const [low, high] = [others, [22, 23, 24, 25, 26, 27, 28, 29] as const]
  const [t0, t1, t2, t3, z3, z4, pair] = [30, 31, 32, 33, 34, 35, 36] as const
  const [r0, r1, r2, r3, r4, r5, r6, r7] = rows

  const dot = (of: number, a: number, c: number): Code => [...get(of), ...pairs(a, c), ...timesAndAdd]
  const turns = (half: Half, one: Code, other: Code): Code => [...one, ...other, ...inTurn(half, 2), ...set(pair)]

  /** One pass over half of the columns: sums go to eight vectors of integers. */
  const half = (which: Half, sums: readonly number[], shift: number): Code => {
    const rounded = (k: number, even: number, odd: number, sign: Code): Code => [
      ...[...get(even), ...get(odd), ...sign, ...i32(2 ** (shift - 1)), ...splat.integers, ...plus],
      ...[...i32(shift), ...shiftRight, ...set(sums[k] ?? 0)],
    ]
    const both = (k: number, even: number, odd: number): Code => [...rounded(7 - k, even, odd, minus), ...rounded(k, even, odd, plus)]
    const [e0, e1, e2, e3] = [sums[0] ?? 0, sums[1] ?? 0, sums[2] ?? 0, sums[3] ?? 0]
    const shifted = (sign: Code): Code => [...[...get(r0), ...get(r4), ...sign, ...widenWords[which], ...i32(CONSTANT_BITS), ...shiftLeft]]
    return [
      ...[...turns(which, get(r2), get(r6)), ...dot(pair, F[0.541] + F[0.765], F[0.541]), ...set(t3)],
      ...[...dot(pair, F[0.541], F[0.541] - F[1.847]), ...set(t2)],
      ...[...shifted(wordwise.plus), ...set(t0), ...shifted(wordwise.minus), ...set(t1)],
      ...[...get(t0), ...get(t3), ...plus, ...set(e0), ...get(t0), ...get(t3), ...minus, ...set(e3)],
      ...[...get(t1), ...get(t2), ...plus, ...set(e1), ...get(t1), ...get(t2), ...minus, ...set(e2)],
      ...turns(which, [...get(r7), ...get(r3), ...wordwise.plus], [...get(r5), ...get(r1), ...wordwise.plus]),
      ...[...dot(pair, F[1.175] - F[1.961], F[1.175]), ...set(z3), ...dot(pair, F[1.175], F[1.175] - F[0.39]), ...set(z4)],
      ...turns(which, get(r7), get(r1)),
      ...[...dot(pair, F[0.298] - F[0.899], -F[0.899]), ...get(z3), ...plus, ...set(t0)],
      ...[...dot(pair, -F[0.899], F[1.501] - F[0.899]), ...get(z4), ...plus, ...set(t3)],
      ...turns(which, get(r5), get(r3)),
      ...[...dot(pair, F[2.053] - F[2.562], -F[2.562]), ...get(z4), ...plus, ...set(t1)],
      ...[...dot(pair, -F[2.562], F[3.072] - F[2.562]), ...get(z3), ...plus, ...set(t2)],
      // An even sum lies where the first of its two results goes, so that one comes last.
      ...[...both(0, e0, t3), ...both(1, e1, t2), ...both(2, e2, t1), ...both(3, e3, t0)],
    ]
  }
  const pass = (shift: number): Code => [
    ...[...half('low', low, shift), ...half('high', high, shift)],
    ...rows.flatMap((row, k) => [...get(low[k] ?? 0), ...get(high[k] ?? 0), ...narrow.toWords, ...set(row)]),
  ]
  const turned = (source: readonly number[], target: readonly number[]): Code =>
    [0, 1, 2, 3].flatMap((i) =>
      HALVES.flatMap((which, h) => [
        ...[...get(source[i] ?? 0), ...get(source[i + 4] ?? 0), ...inTurn(which, 2), ...set(target[2 * i + h] ?? 0)],
      ]),
    )
  const transposed = [...turned(rows, others), ...turned(others, high), ...turned(high, rows)]
  const lines = [0, 2, 4, 6].flatMap((k) => [
    ...[...get(rows[k] ?? 0), ...get(rows[k + 1] ?? 0), ...narrow.toSignedBytes, ...alike(0x8080), ...bytewise.plus, ...set(pair)],
    ...([0, 1] as const).flatMap((h) => [...get(line), ...get(pair), ...storeHalf(h), ...get(line), ...get(stride), ...add, ...set(line)]),
  ])
  /** All coefficients but the first are 0: one value, as both passes would give it. */
  const flat = [
    ...[...get(r0), ...firstWord, ...splat.words, ...alike(4), ...wordwise.plus, ...i32(3), ...wordwise.shiftRight, ...set(t0)],
    ...rows.flatMap((row) => [...get(t0), ...set(row)]),
  ]
  const whole = [...pass(CONSTANT_BITS - PASS_BITS), ...transposed, ...pass(CONSTANT_BITS + PASS_BITS + 3), ...transposed]
  return {
    name: 'blocks',
    parameters: 4,
    integers: 2,
    vectors: 31,
    body: loop(b, get(count), 1, [
      ...rows.flatMap((row, k) => [...get(from), ...loadBytes(16 * k), ...set(row), ...get(from), ...alike(0), ...storeBytes(16 * k)]),
      ...[...get(r0), ...words([0, -1, -1, -1, -1, -1, -1, -1]), ...and],
      ...[r1, r2, r3, r4, r5, r6, r7].flatMap((row) => [...get(row), ...or]),
      ...either(any, whole, flat),
      ...[...get(to), ...set(line), ...lines],
      ...[...advance(from, 128), ...advance(to, 8)],
    ]),
  }
})()
