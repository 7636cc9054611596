import { type Code, unsigned } from './assemble.ts'

// Instructions on vectors of 16 bytes (WebAssembly 2.0, vector instructions). Words have 16 bits, integers 32. Addresses need no alignment.

export const HALVES = ['low', 'high'] as const
export type Half = (typeof HALVES)[number]

const vector = (op: number): Code => [0xfd, ...unsigned(op)]

export const constant = (bytes: Code): Code => [...vector(12), ...bytes]
/** A constant of words. */
export const words = (values: readonly number[]): Code => constant(values.flatMap((v) => [v & 0xff, (v >> 8) & 0xff]))
/** The same word eight times; two words four times in turn. */
export const alike = (value: number): Code => words(Array.from({ length: 8 }, () => value))
export const pairs = (a: number, b: number): Code => words(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? a : b)))
export const splat = { words: vector(16), integers: vector(17) } as const

export const loadBytes = (offset = 0): Code => [...vector(0), 0, ...unsigned(offset)]
export const loadEightBytes: Code = [...vector(93), 0, 0]
/** Eight bytes as words. */
export const loadAsWords: Code = [...vector(2), 0, 0]
export const loadEverywhere = (offset = 0): Code => [...vector(9), 2, ...unsigned(offset)]
export const storeBytes = (offset = 0): Code => [...vector(11), 0, ...unsigned(offset)]
/** The lower or the upper eight bytes of a vector. */
export const storeHalf = (half: 0 | 1): Code => [...vector(91), 0, 0, half]
/** The first two bytes of a vector, behind each other, and the third one, two behind the address. */
export const storeTwoBytes: Code = [...vector(89), 0, 0, 0]
export const storeThirdByte: Code = [...vector(88), 0, 2, 2]

/** An integer on the stack. */
export const firstWord: Code = [...vector(24), 0]

/** Bytes of one vector by the numbers in another; one past the last gives 0. */
export const picked = vector(14)
/** Bytes of two vectors, numbered through, by fixed numbers. */
export const pickedOfTwo = (bytes: Code): Code => [...vector(13), ...bytes]
/** Elements of two vectors in turn, each of so many bytes: of their lower halves, or of the upper ones. */
export const inTurn = (half: Half, bytes: 1 | 2): Code =>
  pickedOfTwo(
    Array.from({ length: 16 }, (_, i) => {
      const element = i >> bytes
      return (half === 'low' ? 0 : 8) + bytes * element + (i % bytes) + 16 * ((i >> (bytes - 1)) % 2)
    }),
  )

/** The lower and the upper half of unsigned bytes to words, of signed words to integers. */
export const widen = { low: vector(137), high: vector(138) } as const
export const widenWords = { low: vector(167), high: vector(168) } as const
/** Two vectors into one, held to its range: integers to words, words to unsigned bytes, words to signed bytes. */
export const narrow = { toWords: vector(133), toBytes: vector(102), toSignedBytes: vector(101) } as const

export const and = vector(78)
export const or = vector(80)
/** Is any bit set? An integer on the stack. */
export const any = vector(83)
export const bytewise = { plus: vector(110) } as const
export const wordwise = { plus: vector(142), minus: vector(145), shiftRight: vector(140) } as const
export const shiftLeft = vector(171)
export const shiftRight = vector(172)
export const plus = vector(174)
export const minus = vector(177)
/** Products of words, added two by two into integers. */
export const timesAndAdd = vector(186)
