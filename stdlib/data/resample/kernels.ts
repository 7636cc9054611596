import { add, assembled, type Code, type Function, get, i32, load, loop, set, times } from '../wasm/assemble.ts'
import {
  constant,
  inTurn,
  loadBytes,
  loadEightBytes,
  loadEverywhere,
  narrow,
  picked,
  plus,
  shiftLeft,
  shiftRight,
  splat,
  storeBytes,
  storeThirdByte,
  storeTwoBytes,
  timesAndAdd,
  widen,
} from '../wasm/vectors.ts'
import { LOWER } from './pairs.ts'
import { BITS } from './taps.ts'

// The two passes of `resample` on four sums at a time, in WebAssembly. Both take addresses: of pixels, of results, and of the pairs of taps, whose first
// inputs, counts and weights are integers of 32 bits.

const halves: Code = [...i32(2 ** (BITS - 1)), ...splat.integers]
const whole: Code = [...i32(BITS), ...shiftRight]

/** The integer with number `index` of an array. */
const element = (array: number, index: number): Code => [...get(array), ...get(index), ...i32(4), ...times, ...add, ...load()]

/** Bytes of a pair's weights. */
const PAIR = 8

/** Address of the weights of output `i`. */
const weightsOf = (weights: number, i: number, most: number): Code => [
  ...[...get(weights), ...get(i), ...get(most), ...times, ...i32(PAIR), ...times, ...add],
]

/** Sums to which a pair adds: words of 16 bits, two for each sum, times the upper halves of both weights, and times the lower ones. */
const weighed = (sum: number, words: Code, upper: number, lower: number): Code => [
  ...[...words, ...get(upper), ...timesAndAdd, ...i32(LOWER), ...shiftLeft],
  ...[...words, ...get(lower), ...timesAndAdd, ...plus, ...get(sum), ...plus, ...set(sum)],
]

/** Of two pixels next to each other the reds, the greens and the blues, as words of 16 bits. */
const TWO_BY_TWO: Code = [0, 99, 3, 99, 1, 99, 4, 99, 2, 99, 5, 99, 99, 99, 99, 99]

/** Lines that share the reading of weights. */
export const TOGETHER = 4

/** Lines of RGB pixels, each from its taps in its own line, so many lines at a time; their number is a multiple of that. */
const rows = (name: string, together: number): Function => {
  const [from, to, lines, lineBytes, outBytes, outputs, first, count, weights, most] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
  const [y, i, k, at, w, n, line, out] = [10, 11, 12, 13, 14, 15, 16, 17] as const
  const [order, words, upper, lower, sums] = [18, 19, 20, 21, Array.from({ length: together }, (_, l) => 22 + l)] as const
  /** What is done for each line, `local` being where it reads or writes. */
  const each = (local: number, bytes: number, body: (sum: number) => Code): Code =>
    sums.flatMap((sum, l) => [...body(sum), ...(l + 1 < together ? [...get(local), ...get(bytes), ...add, ...set(local)] : [])])
  const pair = [
    ...[...get(w), ...loadEverywhere(), ...set(upper), ...get(w), ...loadEverywhere(4), ...set(lower), ...get(at), ...set(line)],
    ...each(line, lineBytes, (sum) => [
      ...[...get(line), ...loadEightBytes, ...get(order), ...picked, ...set(words)],
      ...weighed(sum, get(words), upper, lower),
    ]),
    ...[...get(at), ...i32(6), ...add, ...set(at), ...get(w), ...i32(PAIR), ...add, ...set(w)],
  ]
  const output = [
    ...sums.flatMap((sum) => [...halves, ...set(sum)]),
    ...[...get(from), ...element(first, i), ...i32(3), ...times, ...add, ...set(at)],
    ...[...weightsOf(weights, i, most), ...set(w), ...element(count, i), ...set(n), ...i32(0), ...set(k)],
    ...loop(k, get(n), 1, pair),
    ...[...get(to), ...get(i), ...i32(3), ...times, ...add, ...set(out)],
    ...each(out, outBytes, (sum) => [
      ...[...get(sum), ...whole, ...set(sum), ...get(sum), ...get(sum), ...narrow.toWords, ...set(sum)],
      ...[...get(sum), ...get(sum), ...narrow.toBytes, ...set(sum)],
      ...[...get(out), ...get(sum), ...storeTwoBytes, ...get(out), ...get(sum), ...storeThirdByte],
    ]),
  ]
  const down = (local: number, bytes: number): Code => [
    ...[...get(local), ...get(bytes), ...i32(together), ...times, ...add, ...set(local)],
  ]
  return {
    name,
    parameters: 10,
    integers: 8,
    vectors: 4 + together,
    body: [
      ...[...constant(TWO_BY_TWO), ...set(order)],
      ...loop(y, get(lines), together, [
        ...[...i32(0), ...set(i)],
        ...loop(i, get(outputs), 1, output),
        ...[...down(from, lineBytes), ...down(to, outBytes)],
      ]),
    ],
  }
}

/** Lines of bytes, each from whole lines above each other, sixteen bytes at a time. The next line puts right what is written beyond a line. */
const columns: Function = (() => {
  const [from, to, lineBytes, outputs, first, count, weights, most] = [0, 1, 2, 3, 4, 5, 6, 7] as const
  const [i, x, k, at, w, n] = [8, 9, 10, 11, 12, 13] as const
  const [one, other, words, upper, lower, ...sums] = [14, 15, 16, 17, 18, 19, 20, 21, 22] as const
  const added = (sum: number, half: 'low' | 'high', wide: Code): Code => [
    ...[...get(one), ...get(other), ...inTurn(half, 1), ...wide, ...set(words)],
    ...weighed(sum, get(words), upper, lower),
  ]
  const pair = [
    ...[...get(at), ...loadBytes(), ...set(one), ...get(at), ...get(lineBytes), ...add, ...set(at)],
    ...[...get(at), ...loadBytes(), ...set(other), ...get(at), ...get(lineBytes), ...add, ...set(at)],
    ...[...get(w), ...loadEverywhere(), ...set(upper), ...get(w), ...loadEverywhere(4), ...set(lower)],
    ...[
      ...added(sums[0], 'low', widen.low),
      ...added(sums[1], 'low', widen.high),
      ...added(sums[2], 'high', widen.low),
      ...added(sums[3], 'high', widen.high),
    ],
    ...[...get(w), ...i32(PAIR), ...add, ...set(w)],
  ]
  const done = (sum: number): Code => [...get(sum), ...whole]
  const block = [
    ...sums.flatMap((sum) => [...halves, ...set(sum)]),
    ...[...get(from), ...element(first, i), ...get(lineBytes), ...times, ...add, ...get(x), ...add, ...set(at)],
    ...[...weightsOf(weights, i, most), ...set(w), ...i32(0), ...set(k)],
    ...loop(k, get(n), 1, pair),
    ...[...get(to), ...get(x), ...add],
    ...[...done(sums[0]), ...done(sums[1]), ...narrow.toWords, ...done(sums[2]), ...done(sums[3]), ...narrow.toWords, ...narrow.toBytes],
    ...storeBytes(),
  ]
  return {
    name: 'columns',
    parameters: 8,
    integers: 6,
    vectors: 9,
    body: loop(i, get(outputs), 1, [
      ...[...element(count, i), ...set(n), ...i32(0), ...set(x)],
      ...loop(x, get(lineBytes), 16, block),
      ...[...get(to), ...get(lineBytes), ...add, ...set(to)],
    ]),
  }
})()

/** The module, a kilobyte of bytes. */
export const kernels = (): Uint8Array<ArrayBuffer> => assembled([rows('rows', TOGETHER), rows('row', 1), columns])
