/** Formats that pictures come in, told by their first bytes. */
export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff'

const starts = (bytes: Uint8Array, text: string, at = 0): boolean => [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0))

/** The format of a file; null where it is none of them. @example formatOf(Uint8Array.of(0xff, 0xd8, 0xff)) // => 'jpeg' */
export const formatOf = (bytes: Uint8Array): Format | null => {
  if (starts(bytes, '\xff\xd8\xff')) return 'jpeg'
  if (starts(bytes, '\x89PNG\r\n\x1a\n')) return 'png'
  if (starts(bytes, 'RIFF') && starts(bytes, 'WEBP', 8)) return 'webp'
  if (starts(bytes, 'GIF8')) return 'gif'
  return starts(bytes, 'II*\0') || starts(bytes, 'MM\0*') ? 'tiff' : null
}

/**
 * How many colours a JPEG is made of: 1 grey, 3 colour, 4 CMYK; undefined where it does not come to that. It stands in the frame's header,
 * a segment with a marker from C0 to CF (ITU T.81, B.2.2).
 */
export const jpegColours = (bytes: Uint8Array): number | undefined => {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0
    // A marker may be preceded by fill bytes.
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return bytes[at + 9]
    at += 2 + 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0)
  }
  return undefined
}
