const BEGINNINGS: readonly (readonly [begins: readonly number[], by: string])[] = [
  [[0x1f, 0x8b], 'gzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz'],
  [[0x42, 0x5a, 0x68], 'bzip2'],
  [[0x04, 0x22, 0x4d, 0x18], 'lz4'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip'],
]

/**
 * What a file is compressed by, told by its first bytes.
 *
 * @example compression(Uint8Array.of(0x1f, 0x8b, 8)) // => 'gzip'
 */
export const compression = (bytes: Uint8Array): string | undefined =>
  BEGINNINGS.find(([begins]) => begins.every((byte, i) => bytes[i] === byte))?.[1]

/** Names of archives that are not. @example isTar('000000.tar') // => true */
export const isTar = (name: string): boolean => /\.tar$/i.test(name)

/** Names of archives that are compressed. @example isCompressedTar('000000.tar.gz') // => true */
export const isCompressedTar = (name: string): boolean => /\.(tgz|tbz2?|txz|tzst|tar\.(gz|bz2|xz|zst|lz4))$/i.test(name)
