import {
  add,
  addVectors,
  assembled,
  type Code,
  type Function,
  get,
  i32,
  load,
  loadBytes,
  loadEverywhere,
  loadFourBytes,
  loop,
  narrow,
  set,
  shiftRight,
  splat,
  storeBytes,
  storeFourBytes,
  times,
  timesVectors,
  widen,
} from './assemble.ts'

// The two passes of `resample` on four sums at a time, in WebAssembly. Both take addresses: of pixels, of results, and of the taps, whose counts, first
// inputs and weights are integers of 32 bits.

const HALF = 2 ** 21
const SHIFT = 22

const halves: Code = [...i32(HALF), ...splat]

/** The integer with number `index` of an array. */
const element = (array: number, index: number): Code => [...get(array), ...get(index), ...i32(4), ...times, ...add, ...load()]

/** Address of the weights of output `i`. */
const weightsOf = (weights: number, i: number, most: number): Code => [
  ...get(weights),
  ...get(i),
  ...get(most),
  ...times,
  ...i32(4),
  ...times,
  ...add,
]

/** Lines of RGB pixels, each from its taps in its own line. An output writes four bytes, the next one puts the fourth right. */
const rows: Function = (() => {
  const [from, to, lines, lineBytes, outputs, first, count, weights, most] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
  const [y, i, k, at, w, n] = [9, 10, 11, 12, 13, 14] as const
  const sum = 15
  const tap = [
    ...[...get(sum), ...get(at), ...loadFourBytes, ...widen.low8, ...widen.low16],
    ...[...get(w), ...loadEverywhere, ...timesVectors, ...addVectors, ...set(sum)],
    ...[...get(at), ...i32(3), ...add, ...set(at), ...get(w), ...i32(4), ...add, ...set(w)],
  ]
  const output = [
    ...[...halves, ...set(sum)],
    ...[...get(from), ...element(first, i), ...i32(3), ...times, ...add, ...set(at)],
    ...[...weightsOf(weights, i, most), ...set(w), ...element(count, i), ...set(n), ...i32(0), ...set(k)],
    ...loop(k, get(n), 1, tap),
    ...[...get(to), ...get(sum), ...i32(SHIFT), ...shiftRight, ...set(sum)],
    ...[...get(sum), ...get(sum), ...narrow.to16, ...set(sum), ...get(sum), ...get(sum), ...narrow.to8, ...storeFourBytes],
    ...[...get(to), ...i32(3), ...add, ...set(to)],
  ]
  return {
    name: 'rows',
    parameters: 9,
    integers: 6,
    vectors: 1,
    body: loop(y, get(lines), 1, [
      ...[...i32(0), ...set(i)],
      ...loop(i, get(outputs), 1, output),
      ...[...get(from), ...get(lineBytes), ...add, ...set(from)],
    ]),
  }
})()

/** Lines of bytes, each from whole lines above each other, sixteen bytes at a time. The next line puts right what is written beyond a line. */
const columns: Function = (() => {
  const [from, to, lineBytes, outputs, first, count, weights, most] = [0, 1, 2, 3, 4, 5, 6, 7] as const
  const [i, x, k, at, w, n] = [8, 9, 10, 11, 12, 13] as const
  const [bytes, weight, words, ...sums] = [14, 15, 16, 17, 18, 19, 20] as const
  const added = (sum: number, wide: Code): Code => [
    ...[...get(sum), ...get(words), ...wide, ...get(weight), ...timesVectors, ...addVectors, ...set(sum)],
  ]
  const tap = [
    ...[...get(at), ...loadBytes, ...set(bytes), ...get(w), ...loadEverywhere, ...set(weight)],
    ...[...get(bytes), ...widen.low8, ...set(words), ...added(sums[0], widen.low16), ...added(sums[1], widen.high16)],
    ...[...get(bytes), ...widen.high8, ...set(words), ...added(sums[2], widen.low16), ...added(sums[3], widen.high16)],
    ...[...get(at), ...get(lineBytes), ...add, ...set(at), ...get(w), ...i32(4), ...add, ...set(w)],
  ]
  const whole = (sum: number): Code => [...get(sum), ...i32(SHIFT), ...shiftRight]
  const block = [
    ...sums.flatMap((sum) => [...halves, ...set(sum)]),
    ...[...get(from), ...element(first, i), ...get(lineBytes), ...times, ...add, ...get(x), ...add, ...set(at)],
    ...[...weightsOf(weights, i, most), ...set(w), ...i32(0), ...set(k)],
    ...loop(k, get(n), 1, tap),
    ...[...get(to), ...get(x), ...add],
    ...[...whole(sums[0]), ...whole(sums[1]), ...narrow.to16, ...whole(sums[2]), ...whole(sums[3]), ...narrow.to16, ...narrow.to8],
    ...storeBytes,
  ]
  return {
    name: 'columns',
    parameters: 8,
    integers: 6,
    vectors: 7,
    body: loop(i, get(outputs), 1, [
      ...[...element(count, i), ...set(n), ...i32(0), ...set(x)],
      ...loop(x, get(lineBytes), 16, block),
      ...[...get(to), ...get(lineBytes), ...add, ...set(to)],
    ]),
  }
})()

/** The module, a kilobyte of bytes. */
export const kernels = (): Uint8Array<ArrayBuffer> => assembled([rows, columns])
