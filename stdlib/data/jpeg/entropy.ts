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
 * Takes out the zero behind each byte of 255, from the beginning of the data up to the end of the picture; undefined where that does not come, or another
 * marker does, or more or fewer parts than there should be. Behind each part there is an integer more at least, for who reads ahead. (ITU-T T.81, B.1.1.5)
 */
export const entropyOf = (data: Uint8Array, count: number): Entropy | undefined => {
  const integers = Buffer.alloc(aligned(data.length) + 2 * INTEGER * count)
  const parts: Part[] = []
  let [start, to] = [0, 0]
  for (let at = 0; parts.length < count;) {
    const marker = data.indexOf(0xff, at)
    if (marker < 0) return undefined
    const next = data[marker + 1]
    const until = next === 0 ? marker + 1 : marker
    integers.set(data.subarray(at, until), to)
    to += until - at
    at = marker + 2
    if (next === 0) continue
    parts.push({ start, end: to })
    start += aligned(to - start) + INTEGER
    to = start
    if (next === END) return parts.length < count ? undefined : { integers: integers.subarray(0, start).swap32(), parts }
    if (next !== RESTART + ((parts.length - 1) % 8)) return undefined
  }
  return undefined
}
