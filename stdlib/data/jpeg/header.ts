import type { Extent } from '../../boxes/box.ts'

/** Of a frame's header: 8 bits a sample, sequential or progressive, by Huffman's code. */
const FRAMES = [0xc0, 0xc1, 0xc2]
/** Markers of segments that change neither size nor what pixels mean: tables, restart interval, comment, JFIF. */
const PLAIN = [0xc4, 0xdb, 0xdd, 0xfe, 0xe0]

/**
 * The size of a plain JPEG by its header: grey or of three components, 8 bits each, and with nothing before the frame but JFIF, comments and tables, so
 * without EXIF, a colour profile or Adobe's marker. Of every other file undefined: libvips reads its header, which takes as long as decoding a small
 * picture. (ITU-T T.81, B.1 and B.2)
 *
 * @example plainJpeg(bytes) // such as { width: 640, height: 480, channels: 3 }
 */
export const plainJpeg = (bytes: Uint8Array): (Extent & { readonly channels: number }) | undefined => {
  const byte = (at: number): number => bytes[at] ?? 0
  const word = (at: number): number => 256 * byte(at) + byte(at + 1)
  if (word(0) !== 0xffd8) return undefined
  for (let at = 2; at + 10 <= bytes.length && byte(at) === 0xff; at += 2 + word(at + 2)) {
    const marker = byte(at + 1)
    if (FRAMES.includes(marker)) {
      const [precision, height, width, channels] = [byte(at + 4), word(at + 5), word(at + 7), byte(at + 9)]
      const plain = precision === 8 && height > 0 && width > 0 && (channels === 1 || channels === 3)
      return plain ? { width, height, channels } : undefined
    }
    if (!PLAIN.includes(marker) || word(at + 2) < 2) return undefined
  }
  return undefined
}
