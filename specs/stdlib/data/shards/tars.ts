import { BLOCK, checksum } from '../../../../stdlib/data/shards/header.ts'

/** A member of a tar to be: fields as they stand in the header. */
export interface Raw {
  readonly name?: string
  readonly type?: string
  readonly content?: string | Uint8Array
  /** The size field, where it is not the content's. */
  readonly size?: string | Uint8Array
  readonly magic?: string
  readonly front?: string
  readonly sum?: string
}

const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text)

/** The blocks of one member, right or wrong. */
export const member = (o: Raw): Uint8Array => {
  const content = bytesOf(o.content ?? '')
  const block = new Uint8Array(BLOCK)
  block.set(bytesOf(o.name ?? 'a.png').subarray(0, 100), 0)
  block.set(bytesOf('0000644\x000000000\x000000000\0'), 100)
  block.set(bytesOf(o.size ?? `${content.length.toString(8).padStart(11, '0')}\0`), 124)
  block.set(bytesOf('00000000000\0'), 136)
  block.set(bytesOf(o.type ?? '0'), 156)
  block.set(bytesOf(o.magic ?? 'ustar\x0000'), 257)
  block.set(bytesOf(o.front ?? ''), 345)
  block.set(bytesOf(o.sum ?? `${checksum(block).toString(8).padStart(6, '0')}\0 `), 148)
  return Buffer.concat([block, content, new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK)])
}

/** One pax record. */
export const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`
  const length = [1, 2, 3, 4, 5].map((digits) => Buffer.byteLength(rest) + digits).find((n, i) => String(n).length === i + 1)
  return `${String(length)}${rest}`
}

export const END = new Uint8Array(2 * BLOCK)

/** An archive of these members. */
export const tar = (...members: readonly Raw[]): Uint8Array => Buffer.concat([...members.map(member), END])
