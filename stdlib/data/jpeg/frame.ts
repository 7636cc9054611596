import type { Extent } from '../../boxes/box.ts'
import { type Huffman, huffman } from './huffman.ts'
import { SCAN, segmentsIn } from './segments.ts'

/** A component of a picture: luma, or a chroma. */
export interface Component {
  /** Blocks of it in a unit of the scan, across and down. */
  readonly across: number
  readonly down: number
  /** What coefficients are multiplied by, line by line. */
  readonly quantisation: Int32Array
  readonly first: Huffman
  readonly others: Huffman
}

/** All that is before the data of a picture in one scan. */
export interface Frame extends Extent {
  readonly components: readonly Component[]
  /** Units between two restarts; 0 where there are none. */
  readonly restart: number
  /** Where the data begins. */
  readonly data: number
}

/** Places of coefficients in the order that they are coded in. (ITU-T T.81, figure A.6) */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28],
  ...[35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
)

const MARKER = { tables: 0xc4, quantisation: 0xdb, restart: 0xdd, frames: [0xc0, 0xc1] } as const

/** Comments, and what applications add: JFIF, EXIF, colour profiles. Adobe's says what components mean. */
const isUnheard = (marker: number): boolean => marker === 0xfe || (marker >= 0xe0 && marker <= 0xef && marker !== 0xee)

/** Sampling of luma that is decoded here: as chroma, twice across, twice both ways. */
const SAMPLING = [0x11, 0x21, 0x22]

/** "RGB": components that would not be luma and chroma. */
const RGB = [82, 71, 66]

interface Declared extends Extent {
  readonly components: readonly { readonly id: number; readonly sampling: number; readonly quantisation: number }[]
}

/** What segments have said so far. */
interface Said {
  readonly quantisation: (Int32Array | undefined)[]
  readonly first: (Huffman | undefined)[]
  readonly others: (Huffman | undefined)[]
  restart: number
  declared: Declared | undefined
}

/**
 * Reads the head of a baseline JPEG: sequential, 8 bits, Huffman's code, grey or luma and two chromas in one scan, and nothing beside but tables and what
 * applications add, save Adobe's marker. Of all other files, and of damaged ones, undefined. (ITU-T T.81, B)
 */
export const frameOf = (bytes: Uint8Array): Frame | undefined => {
  const said: Said = { quantisation: [], first: [], others: [], restart: 0, declared: undefined }
  for (const { marker, start, end } of segmentsIn(bytes)) {
    if (isUnheard(marker)) continue
    const segment = bytes.subarray(start, end)
    if (marker === SCAN) return framed(said, segment, end)
    if (!heard(said, marker, segment)) return undefined
  }
  return undefined
}

/** Takes in a segment; false where it is not one of those that are known. */
const heard = (said: Said, marker: number, segment: Uint8Array): boolean => {
  const word = (at: number): number => 256 * (segment[at] ?? 0) + (segment[at + 1] ?? 0)
  switch (marker) {
    case MARKER.quantisation:
      return quantisations(said, segment)
    case MARKER.tables:
      return codes(said, segment)
    case MARKER.restart:
      said.restart = word(0)
      return segment.length === 2
    case MARKER.frames[0]:
    case MARKER.frames[1]: {
      const count = segment[5] ?? 0
      if (said.declared !== undefined || segment[0] !== 8 || segment.length !== 6 + 3 * count) return false
      const components = Array.from({ length: count }, (_, i) => ({
        id: segment[6 + 3 * i] ?? 0,
        sampling: segment[7 + 3 * i] ?? 0,
        quantisation: segment[8 + 3 * i] ?? 0,
      }))
      said.declared = { height: word(1), width: word(3), components }
      return true
    }
    default:
      return false
  }
}

const quantisations = (said: Said, segment: Uint8Array): boolean => {
  for (let at = 0; at < segment.length;) {
    const [wide, number] = [(segment[at] ?? 0) >> 4, (segment[at] ?? 0) & 15]
    const size = wide === 0 ? 1 : 2
    if (wide > 1 || number > 3 || at + 1 + 64 * size > segment.length) return false
    const table = new Int32Array(64)
    ZIGZAG.forEach((place, k) => {
      const from = at + 1 + size * k
      table[place] = size === 1 ? (segment[from] ?? 0) : 256 * (segment[from] ?? 0) + (segment[from + 1] ?? 0)
    })
    said.quantisation[number] = table
    at += 1 + 64 * size
  }
  return true
}

const codes = (said: Said, segment: Uint8Array): boolean => {
  for (let at = 0; at < segment.length;) {
    const [others, number] = [(segment[at] ?? 0) >> 4, (segment[at] ?? 0) & 15]
    const counts = segment.subarray(at + 1, at + 17)
    const words = counts.reduce((sum, n) => sum + n, 0)
    const end = at + 17 + words
    if (others > 1 || number > 3 || words > 256 || end > segment.length) return false
    const code = huffman(counts, segment.subarray(at + 17, end), others === 1)
    if (code === undefined) return false
    ;(others === 1 ? said.others : said.first)[number] = code
    at = end
  }
  return true
}

/** The frame by the head of its scan: all components, in their order, whole. */
const framed = ({ declared, quantisation, first, others, restart }: Said, scan: Uint8Array, data: number): Frame | undefined => {
  if (declared === undefined) return undefined
  const { width, height, components: all } = declared
  const count = all.length
  const whole = scan[0] === count && scan.length === 4 + 2 * count && scan[1 + 2 * count] === 0 && scan[2 + 2 * count] === 63
  if (!whole || scan[3 + 2 * count] !== 0 || (count !== 1 && count !== 3)) return undefined
  if (width === 0 || height === 0 || all.every(({ id }, i) => id === RGB[i])) return undefined
  const once = (sampling: number): boolean => [sampling >> 4, sampling & 15].every((n) => n >= 1 && n <= 4)
  const sampled =
    count === 1
      ? once(all[0]?.sampling ?? 0)
      : SAMPLING.includes(all[0]?.sampling ?? 0) && all.slice(1).every(({ sampling }) => sampling === 0x11)
  if (!sampled) return undefined
  const components: Component[] = []
  for (const [i, { id, sampling, quantisation: table }] of all.entries()) {
    const tables = scan[2 + 2 * i] ?? 0
    const [q, f, o] = [quantisation[table], first[tables >> 4], others[tables & 15]]
    if (scan[1 + 2 * i] !== id || q === undefined || f === undefined || o === undefined) return undefined
    // The only component of a scan comes block by block, whatever its sampling says.
    const [across, down] = count === 1 ? [1, 1] : [sampling >> 4, sampling & 15]
    components.push({ across, down, quantisation: q, first: f, others: o })
  }
  return { width, height, components, restart, data }
}

/** Of a picture how many units of its scan there are, across and down. */
export const unitsOf = ({ width, height, components }: Frame): { readonly across: number; readonly down: number } => ({
  across: Math.ceil(width / (8 * (components[0]?.across ?? 1))),
  down: Math.ceil(height / (8 * (components[0]?.down ?? 1))),
})

/** The parts of its data, between restarts. */
export const partsOf = (frame: Frame): number => {
  const { across, down } = unitsOf(frame)
  return frame.restart === 0 ? 1 : Math.ceil((across * down) / frame.restart)
}
