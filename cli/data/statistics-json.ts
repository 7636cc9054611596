import { sizeBins } from '../../stdlib/boxes/size-bins.ts'
import type { Bar, Spread, Statistics } from '../../stdlib/data/statistics.ts'

/** JSON has no infinity: an open end is null. */
const bars = (all: readonly Bar[]): readonly object[] =>
  all.map(({ from, to, count }) => ({ from, to: to === Infinity ? null : to, count }))

const spread = (s: Spread | undefined): Spread | null => s ?? null

/** The keys that other programs read. */
export const statisticsJson = (s: Statistics): object => ({
  images: s.images,
  withoutBoxes: s.withoutBoxes,
  boxes: s.boxes,
  ignored: s.ignored,
  crowds: s.crowds,
  unsized: s.unsized,
  sizes: bars(s.sizes).map((bar, i) => ({ name: sizeBins[i]?.name ?? '', ...bar })),
  sides: spread(s.sides),
  perImage: bars(s.perImage),
  crowding: spread(s.crowding),
  classes: s.classes,
  ratios: bars(s.ratios),
  density: s.density,
  offMap: s.offMap,
  extents: s.extents,
  unknownExtents: s.unknownExtents,
})
