import { advance, type Code, type Function, get, i32, loop, set } from '../wasm/assemble.ts'
import {
  alike,
  type Half,
  inTurn,
  loadBytes,
  narrow,
  pairs,
  pickedOfTwo,
  plus,
  shiftRight,
  splat,
  storeBytes,
  timesAndAdd,
  widen,
  wordwise,
} from '../wasm/vectors.ts'

/**
 * A line of RGB from luma and chroma by ITU-R BT.601 as JFIF has it: R = Y + 1.402 Cr, G = Y - .34414 Cb - .71414 Cr, B = Y + 1.772 Cb, in units of 2^-16.
 * Of what does not fit into 16 bits the whole part is added by itself.
 */
export const coloured: Function = (() => {
  const [luma, blue, red, width, to] = [0, 1, 2, 3, 4] as const
  const x = 5
  const [y, cb, cr, lower, upper, word] = [6, 7, 8, 9, 10, 11] as const
  const results = { red: [12, 13], green: [14, 15], blue: [16, 17] } as const
  const [r, g, b] = [18, 19, 20] as const
  const scaled = (ofBlue: number, ofRed: number): Code =>
    [lower, upper].flatMap((pair) => [
      ...[...get(pair), ...pairs(ofBlue, ofRed), ...timesAndAdd, ...i32(2 ** 15), ...splat.integers, ...plus, ...i32(16), ...shiftRight],
    ])
  const half = (which: Half, h: 0 | 1): Code => [
    ...[...get(blue), ...loadBytes(), ...widen[which], ...alike(128), ...wordwise.minus, ...set(cb)],
    ...[...get(red), ...loadBytes(), ...widen[which], ...alike(128), ...wordwise.minus, ...set(cr)],
    ...[...get(cb), ...get(cr), ...inTurn('low', 2), ...set(lower), ...get(cb), ...get(cr), ...inTurn('high', 2), ...set(upper)],
    ...[...get(y), ...widen[which], ...set(word)],
    ...[...get(word), ...scaled(0, 26_345), ...narrow.toWords, ...wordwise.plus, ...get(cr), ...wordwise.plus, ...set(results.red[h])],
    ...[
      ...get(word),
      ...scaled(-22_554, 18_734),
      ...narrow.toWords,
      ...wordwise.plus,
      ...get(cr),
      ...wordwise.minus,
      ...set(results.green[h]),
    ],
    ...[
      ...get(word),
      ...scaled(-14_942, 0),
      ...narrow.toWords,
      ...wordwise.plus,
      ...get(cb),
      ...wordwise.plus,
      ...get(cb),
      ...wordwise.plus,
    ],
    ...set(results.blue[h]),
  ]
  const bytes = (of: readonly [number, number], result: number): Code => [
    ...[...get(of[0]), ...get(of[1]), ...narrow.toBytes, ...set(result)],
  ]
  /** Sixteen bytes of colours in turn, from the byte with this number on. */
  const mixed = (first: number): Code => {
    const of = (n: number) => ({ pixel: Math.floor((first + n) / 3), channel: (first + n) % 3 })
    const redAndGreen = Array.from({ length: 16 }, (_, n) => of(n).pixel + 16 * (of(n).channel % 2))
    const andBlue = Array.from({ length: 16 }, (_, n) => (of(n).channel === 2 ? 16 + of(n).pixel : n))
    return [...get(to), ...get(r), ...get(g), ...pickedOfTwo(redAndGreen), ...get(b), ...pickedOfTwo(andBlue), ...storeBytes(first)]
  }
  return {
    name: 'coloured',
    parameters: 5,
    integers: 1,
    vectors: 15,
    body: loop(x, get(width), 16, [
      ...[...get(luma), ...loadBytes(), ...set(y), ...half('low', 0), ...half('high', 1)],
      ...[...bytes(results.red, r), ...bytes(results.green, g), ...bytes(results.blue, b)],
      ...[...mixed(0), ...mixed(16), ...mixed(32)],
      ...[...advance(luma, 16), ...advance(blue, 16), ...advance(red, 16), ...advance(to, 48)],
    ]),
  }
})()
