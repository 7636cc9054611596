/** Bits that are looked up at once. */
export const LOOKED_UP = 9

/** Set in an entry that has a coefficient. */
export const WHOLE = 0x80

/** Where the parts of a code begin, in integers. */
export const PAST = 1 << LOOKED_UP
export const OFFSET = PAST + 18
export const SYMBOLS = OFFSET + 17

/** The integers of a code. */
export const CODE = SYMBOLS + 256

/**
 * A code of Huffman (ITU-T T.81, C and F.2.2.3) for words of up to 16 bits, as kernels read it.
 *
 * Of the first nine bits an entry says the length of the word in its lowest seven bits, and its symbol in the next eight; it is 0 where the word is
 * longer. Where the bits that a symbol announces are among the nine as well, the eighth bit is set: then the length is that of both, the symbol's place has
 * the zeros before the coefficient, and the upper half the coefficient. Then, for longer words: of each length the first value, in 16 bits, that is too
 * large for it; of each length what is added to a word to get the number of its symbol; and the symbols.
 */
export type Huffman = Int32Array

/**
 * The code with so many words of each length from 1 to 16, or undefined where there are more than such words, or constants of more than 15 bits.
 *
 * @param coefficients whether symbols are zeros and bits of a coefficient, as in the tables of alternating components
 */
export const huffman = (counts: Uint8Array, symbols: Uint8Array, coefficients: boolean): Huffman | undefined => {
  if (!coefficients && symbols.some((size) => size > 15)) return undefined
  const code = new Int32Array(CODE)
  let [word, number] = [0, 0]
  for (let length = 1; length <= 16; length++) {
    code[OFFSET + length] = number - word
    for (let i = counts[length - 1] ?? 0; i > 0; i--, word++, number++) {
      // No word is all ones.
      if (word + 1 >= 1 << length) return undefined
      if (length <= LOOKED_UP) enter(code, word, length, symbols[number] ?? 0, coefficients)
    }
    code[PAST + length] = word << (16 - length)
    word <<= 1
  }
  code[PAST + 17] = 2 ** 31 - 1
  code.set(symbols, SYMBOLS)
  return code
}

const enter = (code: Int32Array, word: number, length: number, symbol: number, coefficients: boolean): void => {
  const size = symbol & 15
  const both = length + size
  const whole = coefficients && size > 0 && both <= LOOKED_UP
  const first = word << (LOOKED_UP - length)
  for (let bits = first; bits < first + (1 << (LOOKED_UP - length)); bits++)
    code[bits] = whole
      ? (extended((bits >> (LOOKED_UP - both)) & ((1 << size) - 1), size) << 16) | ((symbol >> 4) << 8) | WHOLE | both
      : (symbol << 8) | length
}

/** The number that so many bits stand for. (ITU-T T.81, EXTEND, F.12) */
const extended = (bits: number, size: number): number => (bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits)
