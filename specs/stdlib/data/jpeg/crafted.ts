/** A JPEG of one grey block, or of three components of one, as it is said byte by byte and bit by bit. */
export interface Crafted {
  /** Identifiers and sampling of components. */
  readonly components?: readonly (readonly [id: number, sampling: number])[]
  /** Identifiers of components as the head of the scan has them, where it has others. */
  readonly scanned?: readonly number[]
  /** The first and the last coefficient of the scan, and which of their bits it has, where these are not all. */
  readonly spectrum?: readonly [first: number, last: number, bits: number]
  /** What all coefficients are multiplied by, in 16 bits where it has more than 8. */
  readonly step?: number
  /** Words of each length from 1 on, and their symbols. */
  readonly constants?: readonly [counts: readonly number[], symbols: readonly number[]]
  readonly others?: readonly [counts: readonly number[], symbols: readonly number[]]
  /** Words and values of the scan, filled up with ones to whole bytes. */
  readonly bits: string
  /** Bytes between the scan and the end of the picture. */
  readonly behind?: readonly number[]
  /** Segments in front of all others. */
  readonly inFront?: readonly (readonly [marker: number, content: readonly number[]])[]
}

/** Ends of blocks are `00`, a run of 15 zeros and a 1-bit value `01`, a 10-bit value at once `10`, a 5-bit value behind 14 zeros `110`. */
const OTHERS = [
  [0, 3, 1],
  [0x00, 0xf1, 0x0a, 0xe5],
] as const
/** No constant `0`, one of 2 bits `10`, one of 11 bits `110`. */
const CONSTANTS = [
  [1, 1, 1],
  [0, 2, 11],
] as const

const segment = (marker: number, content: readonly number[]): readonly number[] => [
  ...[0xff, marker],
  ...[(content.length + 2) >> 8, (content.length + 2) & 255],
  ...content,
]

const table = (number: number, [counts, symbols]: readonly [readonly number[], readonly number[]]): readonly number[] =>
  segment(0xc4, [number, ...Array.from({ length: 16 }, (_, i) => counts[i] ?? 0), ...symbols])

export const crafted = ({ components = [[1, 0x11]], step = 1, constants = CONSTANTS, others = OTHERS, ...o }: Crafted): Uint8Array => {
  const filled = o.bits.padEnd(Math.ceil(o.bits.length / 8) * 8, '1')
  const scan = Array.from({ length: filled.length / 8 }, (_, i) => parseInt(filled.slice(8 * i, 8 * i + 8), 2))
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...(o.inFront ?? []).flatMap(([marker, content]) => segment(marker, content)),
    ...segment(0xdb, [step > 255 ? 0x10 : 0, ...Array.from({ length: 64 }, () => (step > 255 ? [step >> 8, step & 255] : [step])).flat()]),
    ...segment(0xc0, [8, 0, 8, 0, 8, components.length, ...components.flatMap(([id, sampling]) => [id, sampling, 0])]),
    ...[...table(0x00, constants), ...table(0x10, others)],
    ...segment(0xda, [
      components.length,
      ...(o.scanned ?? components.map(([id]) => id)).flatMap((id) => [id, 0]),
      ...(o.spectrum ?? [0, 63, 0]),
    ]),
    ...scan.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])),
    ...(o.behind ?? []),
    ...[0xff, 0xd9],
  ])
}
