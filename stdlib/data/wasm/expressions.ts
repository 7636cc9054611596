import { add, type Code, get, i32, load, loadByte, set, shiftLeft, storeWord, times, unsigned } from './assemble.ts'

// Expressions and statements on integers of 32 bits, and of 64, which are called long.

type Two = (a: Code, b: Code) => Code

const two =
  (...op: Code): Two =>
  (a, b) => [...a, ...b, ...op]

export const sum = two(...add)
export const difference = two(0x6b)
export const product = two(...times)
export const bitsOf = two(0x71)
export const isLess = two(0x48)
export const isMore = two(0x4a)
export const isAtLeast = two(0x4e)
/** As numbers without a sign. */
export const isAtLeastUnsigned = two(0x4f)
export const isZero = (a: Code): Code => [...a, 0x45]
export const shiftedLeft = two(...shiftLeft)
/** With the sign, and without. */
export const shiftedRight = two(0x75)
export const shiftedDown = two(0x76)

export const integerAt = (address: Code, offset = 0): Code => [...address, ...load(offset)]
export const byteAt = (address: Code, offset = 0): Code => [...address, ...loadByte(offset)]
export const putInteger = (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, 2, ...unsigned(offset)]
export const putWord = (address: Code, value: Code): Code => [...address, ...value, ...storeWord()]

export const long = {
  /** An integer without a sign. */
  from: (a: Code): Code => [...a, 0xad],
  /** The lower 32 bits. */
  low: (a: Code): Code => [...a, 0xa7],
  at: (address: Code, offset = 0): Code => [...address, 0x29, 3, ...unsigned(offset)],
  put: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x37, 3, ...unsigned(offset)],
  or: two(0x84),
  shiftedLeft: two(0x86),
  shiftedDown: two(0x88),
} as const

export const assign = (local: number, value: Code): Code => [...value, ...set(local)]
export const increase = (local: number, by: Code): Code => assign(local, sum(get(local), by))

/** Runs one of two. */
export const either = (condition: Code, met: Code, otherwise: Code): Code => [...condition, 0x04, 0x40, ...met, 0x05, ...otherwise, 0x0b]
export const when = (condition: Code, met: Code): Code => [...condition, 0x04, 0x40, ...met, 0x0b]

/** A body over and over while the condition, read before each time, is met. In the body `leave` ends it; inside of so many `when` or `either`. */
export const whilst = (condition: Code, body: Code): Code => [
  0x02,
  0x40,
  0x03,
  0x40,
  ...isZero(condition),
  0x0d,
  1,
  ...body,
  0x0c,
  0,
  0x0b,
  0x0b,
]
export const leave = (inside: number): Code => [0x0c, 1 + inside]
export const finish: Code = [0x0f]

export const zero = i32(0)
