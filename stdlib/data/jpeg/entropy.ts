/** A part of the data, between restarts: bytes from `start` up to `end`. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** The data of a scan, without the bytes that only tell it from markers, as integers whose first byte is the highest. Parts begin with one. */
export interface Entropy {
  readonly integers: Uint8Array
  readonly parts: readonly Part[]
}

const INTEGER = 4
const END = 0xd9
const RESTART = 0xd0

const aligned = (bytes: number): number => Math.ceil(bytes / INTEGER) * INTEGER

/**
 * Takes out the zero behind each byte of 255, up to the end of the picture; undefined where that does not come, or another marker does. Behind each part
 * there is an integer more at least, for who reads ahead. (ITU-T T.81, B.1.1.5)
 */
export const entropyOf = (bytes: Uint8Array, from: number): Entropy | undefined => {
  const found = partsOf(bytes, from)
  if (found === undefined) return undefined
  const size = found.reduce((sum, { length }) => sum + aligned(length) + INTEGER, 0)
  const integers = Buffer.alloc(size)
  let start = 0
  const parts = found.map(({ pieces, length }) => {
    let at = start
    for (const piece of pieces) {
      integers.set(piece, at)
      at += piece.length
    }
    const part = { start, end: at }
    start += aligned(length) + INTEGER
    return part
  })
  return { integers: integers.swap32(), parts }
}

interface Pieces {
  readonly pieces: Uint8Array[]
  length: number
}

const partsOf = (bytes: Uint8Array, from: number): readonly Pieces[] | undefined => {
  const parts: Pieces[] = []
  let part: Pieces = { pieces: [], length: 0 }
  for (let at = from; ;) {
    const marker = bytes.indexOf(0xff, at)
    if (marker < 0) return undefined
    const next = bytes[marker + 1]
    const piece = bytes.subarray(at, next === 0 ? marker + 1 : marker)
    part.pieces.push(piece)
    part.length += piece.length
    at = marker + 2
    if (next === 0) continue
    parts.push(part)
    if (next === END) return parts
    if (next !== RESTART + ((parts.length - 1) % 8)) return undefined
    part = { pieces: [], length: 0 }
  }
}
