import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

/** Tar is made of blocks of this many bytes. */
export const BLOCK = 512

/** What one block before a member says. */
export interface Header {
  readonly name: string
  readonly size: number
  /** `0` a file, `5` a folder, `1` and `2` links, `x` and `g` pax records, `L` and `K` GNU's long names. */
  readonly type: string
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 up to the first NUL. */
export const nameIn = (bytes: Uint8Array): E.Either<string, string> => {
  const end = bytes.indexOf(0)
  return E.tryCatch(
    () => text.decode(end < 0 ? bytes : bytes.subarray(0, end)),
    () => 'a name is UTF-8, but is not',
  )
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** Octal digits; GNU writes what does not fit as a big-endian number after a bit. */
const sizeIn = (field: Uint8Array): E.Either<string, number> => {
  const [first = 0] = field
  if (first >= 0x80) {
    const value = field.subarray(1).reduce((n, byte) => n * 256 + byte, 0)
    return first === 0x80 && Number.isSafeInteger(value) ? E.right(value) : E.left('a size is from 0 to 2^53 - 1, but is not')
  }
  const digits = ascii(field)
    .replace(/[\0 ]+$/, '')
    .trimStart()
  return /^[0-7]+$/.test(digits) ? E.right(parseInt(digits, 8)) : E.left(`a size is octal digits, but is ${JSON.stringify(digits)}`)
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
export const checksum = (block: Uint8Array): number => {
  let sum = 8 * 32
  for (let i = 0; i < block.length; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0
  return sum
}

/**
 * Reads a header block of POSIX.1-1988 (ustar), of POSIX.1-2001 (pax), of GNU or of V7, all of which lay it out alike; or says what is wrong with it.
 * A block of zeros, which ends an archive, is undefined.
 */
export const readHeader = (block: Uint8Array): E.Either<string, Header | undefined> => {
  if (block[0] === 0 && block.every((byte) => byte === 0)) return E.right(undefined)
  const said = ascii(block.subarray(148, 156))
    .replace(/[\0 ]+$/, '')
    .trimStart()
  const sum = checksum(block)
  if (!/^[0-7]+$/.test(said) || parseInt(said, 8) !== sum)
    return E.left(`the sum of a header's bytes stands in it, but ${JSON.stringify(said)} ≠ ${sum.toString(8)} (octal)`)
  return pipe(
    E.Do,
    E.bind('size', () => sizeIn(block.subarray(124, 136))),
    E.bind('name', () => nameIn(block.subarray(0, 100))),
    // GNU has other things where POSIX has the front of a long name.
    E.bind('front', () => (ascii(block.subarray(257, 263)) === 'ustar\0' ? nameIn(block.subarray(345, 500)) : E.right(''))),
    E.map(({ size, name, front }) => ({
      size,
      name: front === '' ? name : `${front}/${name}`,
      type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    })),
  )
}

/** Pax records, `LENGTH KEY=VALUE` and a line's end each; of a key given twice the last counts. */
export const readPax = (bytes: Uint8Array): E.Either<string, ReadonlyMap<string, string>> => {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const space = bytes.subarray(at, at + 12).indexOf(32)
    const digits = ascii(bytes.subarray(at, at + Math.max(0, space)))
    const end = at + Number(digits)
    if (!/^\d+$/.test(digits) || end > bytes.length || end <= at + space + 1 || bytes[end - 1] !== 10)
      return E.left(`a pax record is LENGTH KEY=VALUE, but the one at byte ${at} is not`)
    const record = E.tryCatch(
      () => text.decode(bytes.subarray(at + space + 1, end - 1)),
      () => 'pax records are UTF-8, but one is not',
    )
    if (E.isLeft(record)) return record
    const [key = ''] = record.right.split('=', 1)
    records.set(key, record.right.slice(key.length + 1))
    at = end
  }
  return E.right(records)
}
