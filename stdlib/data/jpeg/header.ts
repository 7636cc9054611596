import type { Extent } from '../../boxes/box.ts'
import { SCAN, segmentsIn } from './segments.ts'

/** Frames of 8 or 12 bits a sample, sequential or progressive, by Huffman's code. */
const FRAMES = [0xc0, 0xc1, 0xc2]
/** Markers of segments that change neither size nor what pixels mean: tables, restart interval, comment, JFIF. */
const PLAIN = [0xc4, 0xdb, 0xdd, 0xfe, 0xe0]

/**
 * The size of a plain JPEG by its header: grey or of three components, 8 bits each, and with nothing before its data but JFIF, comments and tables, so
 * without EXIF, a colour profile or Adobe's marker. Of every other file undefined, and where its data does not begin in these bytes: libvips reads its
 * header, which takes as long as decoding a small picture. (ITU-T T.81, B.1 and B.2)
 *
 * @example plainJpeg(bytes) // such as { width: 640, height: 480, channels: 3 }
 */
export const plainJpeg = (bytes: Uint8Array): (Extent & { readonly channels: number }) | undefined => {
  const byte = (at: number): number => bytes[at] ?? 0
  const word = (at: number): number => 256 * byte(at) + byte(at + 1)
  let size: ReturnType<typeof plainJpeg>
  for (const { marker, start, end } of segmentsIn(bytes)) {
    if (marker === SCAN) return size
    if (FRAMES.includes(marker)) {
      const [precision, height, width, channels] = [byte(start), word(start + 1), word(start + 3), byte(start + 5)]
      const plain = precision === 8 && height > 0 && width > 0 && (channels === 1 || channels === 3) && end === start + 6 + 3 * channels
      if (!plain || size !== undefined) return undefined
      size = { width, height, channels }
    } else if (!PLAIN.includes(marker)) return undefined
  }
  return undefined
}
