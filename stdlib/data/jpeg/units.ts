import { type Code, type Function, get, i32 } from '../wasm/assemble.ts'
import {
  assign,
  bitsOf,
  byteAt,
  difference,
  either,
  finish,
  increase,
  integerAt,
  isAtLeast,
  isAtLeastUnsigned,
  isLess,
  isMore,
  isZero,
  leave,
  long,
  product,
  putInteger,
  putWord,
  shiftedDown,
  shiftedLeft,
  shiftedRight,
  sum,
  when,
  whilst,
  zero,
} from '../wasm/expressions.ts'
import { LOOKED_UP, OFFSET, PAST, SYMBOLS, WHOLE } from './huffman.ts'

/** Where a reader keeps what it has read ahead: bytes of its fields. `end` is past the last integer that it may read, `good` whether all was well. */
export const READER = { at: 0, count: 4, bits: 8, end: 16, good: 20, size: 24 } as const

/** A block of a unit: its component's last constant, tables and place, all addresses, and the bytes from unit to unit. */
export const BLOCK = { before: 0, first: 4, others: 8, quantisation: 12, to: 16, step: 20, size: 24 } as const

/** Larger coefficients come from no picture of 8 bits. */
const MOST = 8192

/**
 * The units of a scan from one to another: reads the coefficients of their blocks, dequantised, into words that are 0 before. (ITU-T T.81, F.2) It ends with
 * `good` at 0 where the data is not what an encoder writes: a word that is in no table, a coefficient too many or too large, or no more bits.
 */
export const units: Function = (() => {
  const [from, end, list, blocks, reader, zigzag] = [0, 1, 2, 3, 4, 5] as const
  const [unit, block, last, first, others, quantisation, to] = [6, 7, 8, 9, 10, 11, 12] as const
  const [at, count, limit, word, length, size, value, k] = [13, 14, 15, 16, 17, 18, 19, 20] as const
  const bits = 21

  const fail = [...putInteger(get(reader), zero, READER.good), ...finish]
  const failWhen = (condition: Code): Code => when(condition, fail)

  /** At least 32 bits are there after it: as many as a word and its coefficient have. */
  const filled = when(isLess(get(count), i32(32)), [
    ...failWhen(isAtLeast(get(at), get(limit))),
    ...assign(bits, long.or(get(bits), long.shiftedLeft(long.from(integerAt(get(at))), long.from(difference(i32(32), get(count)))))),
    ...[...increase(at, i32(4)), ...increase(count, i32(32))],
  ])
  /** The next bits, their number known, or in an integer that is not 0. */
  const next = (number: Code): Code => long.low(long.shiftedDown(get(bits), long.from(difference(i32(64), number))))
  const drop = (number: Code): Code => [
    ...assign(bits, long.shiftedLeft(get(bits), long.from(number))),
    ...assign(count, difference(get(count), number)),
  ]
  const element = (array: Code, index: Code, offset: number): Code => integerAt(sum(array, product(index, i32(4))), offset)

  /** Reads a word: its entry goes to `word`, and what is said of it in `Huffman` holds. */
  const readWord = (table: number): Code => [
    ...assign(word, element(get(table), next(i32(LOOKED_UP)), 0)),
    ...when(isZero(get(word)), [
      ...assign(length, i32(LOOKED_UP + 1)),
      ...whilst(isAtLeast(next(i32(16)), element(get(table), get(length), 4 * PAST)), increase(length, i32(1))),
      ...failWhen(isMore(get(length), i32(16))),
      ...assign(word, sum(next(get(length)), element(get(table), get(length), 4 * OFFSET))),
      ...assign(word, sum(shiftedLeft(element(get(table), get(word), 4 * SYMBOLS), i32(8)), get(length))),
    ]),
    ...drop(bitsOf(get(word), i32(WHOLE - 1))),
  ]
  /** Reads `size` bits, more than none, as the number that they stand for. (EXTEND, F.12) */
  const readValue = [
    ...[...assign(value, next(get(size))), ...drop(get(size))],
    ...when(isLess(get(value), shiftedLeft(i32(1), difference(get(size), i32(1)))), [
      ...assign(value, sum(difference(get(value), shiftedLeft(i32(1), get(size))), i32(1))),
    ]),
  ]
  /** Puts `value` times its step at a place of the block. */
  const put = (place: Code): Code => [
    ...assign(value, product(get(value), element(get(quantisation), place, 0))),
    ...failWhen(isAtLeastUnsigned(sum(get(value), i32(MOST)), i32(2 * MOST))),
    ...putWord(sum(get(to), product(place, i32(2))), get(value)),
  ]
  const constant = [
    ...[...filled, ...readWord(first), ...assign(size, shiftedRight(get(word), i32(8)))],
    ...[...failWhen(isMore(get(size), i32(11))), ...assign(value, zero), ...when(get(size), readValue)],
    ...[...increase(value, integerAt(get(last))), ...putInteger(get(last), get(value)), ...put(zero)],
  ]
  const coefficient = [
    ...[...filled, ...readWord(others)],
    ...either(
      bitsOf(get(word), i32(WHOLE)),
      [
        ...increase(k, bitsOf(shiftedRight(get(word), i32(8)), i32(15))),
        ...assign(value, shiftedRight(get(word), i32(16))),
        ...assign(size, i32(1)),
      ],
      [
        ...assign(size, bitsOf(shiftedDown(get(word), i32(8)), i32(15))),
        ...increase(k, shiftedDown(get(word), i32(12))),
        ...either(
          get(size),
          [...failWhen(isMore(get(size), i32(10))), ...readValue],
          [...when(isZero(shiftedDown(get(word), i32(8))), leave(3)), ...failWhen(isLess(get(word), i32(0xf000)))],
        ),
      ],
    ),
    ...when(get(size), [...failWhen(isMore(get(k), i32(63))), ...put(byteAt(sum(get(zigzag), get(k))))]),
    ...increase(k, i32(1)),
  ]
  const oneBlock = [
    ...[last, first, others, quantisation].flatMap((local, i) => assign(local, integerAt(get(block), 4 * i))),
    ...assign(to, sum(integerAt(get(block), BLOCK.to), product(get(unit), integerAt(get(block), BLOCK.step)))),
    ...[...constant, ...assign(k, i32(1)), ...whilst(isLess(get(k), i32(64)), coefficient)],
    ...increase(block, i32(BLOCK.size)),
  ]
  const afterLast = sum(get(list), product(get(blocks), i32(BLOCK.size)))
  return {
    name: 'units',
    parameters: 6,
    integers: 15,
    vectors: 0,
    longs: 1,
    body: [
      ...[...assign(at, integerAt(get(reader), READER.at)), ...assign(count, integerAt(get(reader), READER.count))],
      ...[...assign(bits, long.at(get(reader), READER.bits)), ...assign(limit, integerAt(get(reader), READER.end))],
      ...assign(unit, get(from)),
      ...whilst(isLess(get(unit), get(end)), [
        ...[...assign(block, get(list)), ...whilst(isLess(get(block), afterLast), oneBlock), ...increase(unit, i32(1))],
      ]),
      ...[...putInteger(get(reader), get(at), READER.at), ...putInteger(get(reader), get(count), READER.count)],
      ...long.put(get(reader), get(bits), READER.bits),
    ],
  }
})()
