import { type Box, area } from './box.ts'

/** Boxes whose √area is at least `from` pixels and less than `to`. */
export interface SizeBin {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** AI-TOD's bins (very tiny, tiny, small, medium), and what is smaller than any of them. */
export const sizeBins: readonly SizeBin[] = [
  { name: 'below', from: 0, to: 2 },
  { name: 'very tiny', from: 2, to: 8 },
  { name: 'tiny', from: 8, to: 16 },
  { name: 'small', from: 16, to: 32 },
  { name: 'medium', from: 32, to: Infinity },
]

/**
 * Position of a box's bin in `sizeBins`. Every box is in exactly one: the lower edge belongs to a bin, the upper one does not, where AI-TOD's
 * evaluation counts a box of exactly 64 px² twice.
 *
 * @example binOf([0, 0, 8, 8]) // => 2
 */
export const binOf = (box: Box): number => {
  const size = area(box)
  return sizeBins.findLastIndex(({ from }) => size >= from * from)
}
