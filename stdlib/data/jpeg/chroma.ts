import { add, advance, type Code, type Function, get, i32, loadWord, loop, set, storeWord, times } from '../wasm/assemble.ts'
import { loadAsWords, loadBytes, narrow, pickedOfTwo, splat, storeBytes, wordwise } from '../wasm/vectors.ts'

// Chroma at twice its size, as libjpeg smooths it: each is ¾ of the nearest and ¼ of the next, across, and down where it is halved there too.

/** Three times the nearer line of a plane and once the farther one, as words; beside both ends stands a copy of the end. */
export const weighed: Function = (() => {
  const [near, far, count, to] = [0, 1, 2, 3] as const
  const [i, at] = [4, 5] as const
  const line = 6
  const end = (offset: number): Code => [...get(at), ...i32(offset), ...add]
  return {
    name: 'weighed',
    parameters: 4,
    integers: 2,
    vectors: 1,
    body: [
      ...[...get(to), ...set(at)],
      ...loop(i, get(count), 8, [
        ...[...get(near), ...get(i), ...add, ...loadAsWords, ...set(line)],
        ...[...get(at), ...get(line), ...get(line), ...wordwise.plus, ...get(line), ...wordwise.plus],
        ...[...get(far), ...get(i), ...add, ...loadAsWords, ...wordwise.plus, ...storeBytes()],
        ...advance(at, 16),
      ]),
      ...[...get(to), ...i32(-2), ...add, ...get(to), ...loadWord(), ...storeWord()],
      ...[...get(to), ...get(count), ...i32(2), ...times, ...add, ...set(at), ...get(at), ...end(-2), ...loadWord(), ...storeWord()],
    ],
  }
})()

/** Twice as many bytes as there are words: ¾ of the nearer one and ¼ of the farther one, of sixteenths, rounded up or down in turn by what is added. */
export const doubled: Function = (() => {
  const [from, count, even, odd, to] = [0, 1, 2, 3, 4] as const
  const i = 5
  const [here, tripled, both] = [6, 7, 8] as const
  const beside = (offset: number, rounding: number): Code => [
    ...[...get(from), ...i32(offset), ...add, ...loadBytes(), ...get(tripled), ...wordwise.plus],
    ...[...get(rounding), ...splat.words, ...wordwise.plus, ...i32(4), ...wordwise.shiftRight],
  ]
  return {
    name: 'doubled',
    parameters: 5,
    integers: 1,
    vectors: 3,
    body: loop(i, get(count), 8, [
      ...[...get(from), ...loadBytes(), ...set(here)],
      ...[...get(here), ...get(here), ...wordwise.plus, ...get(here), ...wordwise.plus, ...set(tripled)],
      ...[...beside(-2, even), ...beside(2, odd), ...narrow.toBytes, ...set(both)],
      ...[
        ...get(to),
        ...get(both),
        ...get(both),
        ...pickedOfTwo(Array.from({ length: 16 }, (_, n) => (n >> 1) + 8 * (n % 2))),
        ...storeBytes(),
      ],
      ...[...advance(from, 16), ...advance(to, 16)],
    ]),
  }
})()
