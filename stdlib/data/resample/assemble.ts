// A WebAssembly module written as bytes: sections, functions and the instructions that the kernels need. Numbers and names are those of the
// specification (WebAssembly 2.0, binary format).

export type Code = readonly number[]

/** Unsigned LEB128. */
const unsigned = (n: number): Code => (n < 0x80 ? [n] : [(n % 0x80) + 0x80, ...unsigned(Math.floor(n / 0x80))])

/** Signed LEB128. */
const signed = (n: number): Code => {
  const low = n & 0x7f
  const rest = n >> 7
  return (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0) ? [low] : [low | 0x80, ...signed(rest)]
}

const counted = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const sized = (content: Code): Code => [...unsigned(content.length), ...content]
const named = (name: string): Code => sized([...new TextEncoder().encode(name)])
const section = (id: number, content: Code): Code => [id, ...sized(content)]

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number): Code => [0x21, ...unsigned(local)]
export const i32 = (n: number): Code => [0x41, ...signed(n)]
export const add: Code = [0x6a]
export const times: Code = [0x6c]
export const shiftLeft: Code = [0x74]
export const load = (offset = 0): Code => [0x28, 2, ...unsigned(offset)]
export const loadByte = (offset = 0): Code => [0x2d, 0, ...unsigned(offset)]
export const loadFloat = (offset = 0): Code => [0x2a, 2, ...unsigned(offset)]
export const storeFloat = (offset = 0): Code => [0x38, 2, ...unsigned(offset)]

const vector = (op: number): Code => [0xfd, ...unsigned(op)]
export const splat = vector(17)
export const loadBytes: Code = [...vector(0), 0, 0]
export const loadEightBytes: Code = [...vector(93), 0, 0]
export const loadEverywhere = (offset = 0): Code => [...vector(9), 2, ...unsigned(offset)]
export const storeBytes: Code = [...vector(11), 0, 0]
/** The first two bytes of a vector, behind each other, and the third one, two behind the address. */
export const storeTwoBytes: Code = [...vector(89), 0, 0, 0]
export const storeThirdByte: Code = [...vector(88), 0, 2, 2]
export const constant = (bytes: Code): Code => [...vector(12), ...bytes]
/** Bytes of one vector by the numbers in another; one past the last gives 0. */
export const picked = vector(14)
/** Bytes of two vectors, numbered through, by fixed numbers. */
export const pickedOfTwo = (bytes: Code): Code => [...vector(13), ...bytes]
/** The lower and the upper half of unsigned bytes to words of 16 bits; and words of 32 bits back, held to their range. */
export const widen = { low: vector(137), high: vector(138) } as const
export const narrow = { to16: vector(133), to8: vector(102) } as const
export const shiftVectorLeft = vector(171)
export const shiftVectorRight = vector(173)
export const addVectors = vector(174)
/** Products of signed words of 16 bits, added two by two into words of 32. */
export const timesAndAdd = vector(186)

const lessThan: Code = [0x48]
/** Runs `body` with `local` from its value on up to `end`, exclusively, in steps; not at all where it is there already. */
export const loop = (local: number, end: Code, step: number, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...get(local), ...end, ...lessThan, 0x45, 0x0d, 1],
  ...body,
  ...[...get(local), ...i32(step), ...add, ...set(local), 0x0c, 0],
  ...[0x0b, 0x0b],
]

/** A function of so many integers, with locals of its own behind them: integers, then vectors. It gives nothing back. */
export interface Function {
  readonly name: string
  readonly parameters: number
  readonly integers: number
  readonly vectors: number
  readonly body: Code
}

const I32 = 0x7f
const V128 = 0x7b

/** A module of functions that share one exported memory. */
export const assembled = (functions: readonly Function[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, counted(functions.map((f) => [0x60, ...counted(Array.from({ length: f.parameters }, () => [I32])), 0]))),
    ...section(3, counted(functions.map((_, i) => unsigned(i)))),
    ...section(5, counted([[0, 1]])),
    ...section(7, counted([[...named('memory'), 2, 0], ...functions.map((f, i) => [...named(f.name), 0, ...unsigned(i)])])),
    ...section(
      10,
      counted(
        functions.map((f) =>
          sized([
            ...counted([
              [...unsigned(f.integers), I32],
              [...unsigned(f.vectors), V128],
            ]),
            ...f.body,
            0x0b,
          ]),
        ),
      ),
    ),
  ])
