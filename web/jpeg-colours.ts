import { segmentsIn } from '../stdlib/data/jpeg/segments.ts'

/** Markers from C0 to CF that are no frame's: tables of codes, an extension, arithmetic conditioning. (ITU-T T.81, B.1) */
const NO_FRAMES = [0xc4, 0xc8, 0xcc]

/** How many colours a JPEG is made of: 1 grey, 3 colour, 4 CMYK; undefined where it does not come to that. It stands in the frame's header. */
export const jpegColours = (bytes: Uint8Array): number | undefined => {
  for (const { marker, start, end } of segmentsIn(bytes))
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) return start + 5 < end ? bytes[start + 5] : undefined
  return undefined
}
