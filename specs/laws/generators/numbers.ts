/** A number in [0, 1) that looks random and depends on the key alone (32-bit FNV-1a, then a murmur finaliser). */
const hashed = (key: string): number => {
  let h = 0x811c9dc5
  for (const c of key) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** `count` multiples of 1/64 in [−2, 2), so that sums and products of a few are exact. */
export const fractions = (key: string, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.floor(hashed(`${key}/${String(i)}`) * 256 - 128) / 64)

/** `count` integers from −1 to `limit` inclusive. */
export const integers = (key: string, count: number, limit: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.floor(hashed(`${key}/${String(i)}`) * (limit + 2)) - 1)
