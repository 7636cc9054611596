// A WebAssembly module written as bytes: sections, functions and the instructions that the kernels need. Numbers and names are those of the
// specification (WebAssembly 2.0, binary format).

export type Code = readonly number[]

/** Unsigned LEB128. */
export const unsigned = (n: number): Code => (n < 0x80 ? [n] : [(n % 0x80) + 0x80, ...unsigned(Math.floor(n / 0x80))])

/** Signed LEB128. */
export const signed = (n: number): Code => {
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
export const loadWord = (offset = 0): Code => [0x2f, 1, ...unsigned(offset)]
export const storeWord = (offset = 0): Code => [0x3b, 1, ...unsigned(offset)]
export const loadFloat = (offset = 0): Code => [0x2a, 2, ...unsigned(offset)]
export const storeFloat = (offset = 0): Code => [0x38, 2, ...unsigned(offset)]

export const advance = (local: number, by: number): Code => [...get(local), ...i32(by), ...add, ...set(local)]

const lessThan: Code = [0x48]
/** Runs `body` with `local` from its value on up to `end`, exclusively, in steps; not at all where it is there already. */
export const loop = (local: number, end: Code, step: number, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...get(local), ...end, ...lessThan, 0x45, 0x0d, 1],
  ...body,
  ...[...get(local), ...i32(step), ...add, ...set(local), 0x0c, 0],
  ...[0x0b, 0x0b],
]

/** A function of so many integers, with locals of its own behind them: integers, vectors, integers of 64 bits. It gives nothing back. */
export interface Function {
  readonly name: string
  readonly parameters: number
  readonly integers: number
  readonly vectors: number
  readonly longs?: number
  readonly body: Code
}

const I32 = 0x7f
const V128 = 0x7b
const I64 = 0x7e

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
              [...unsigned(f.longs ?? 0), I64],
            ]),
            ...f.body,
            0x0b,
          ]),
        ),
      ),
    ),
  ])
