import { type Box, type Extent, area, height, width } from '../boxes/box.ts'
import { binOf, sizeBins } from '../boxes/size-bins.ts'
import type { AnnotatedImage, Dataset } from './dataset.ts'

/** How often values from `from` to below `to` were met. */
export interface Bar {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Least, middle and largest of some values, and their mean; undefined of none. */
export interface Spread {
  readonly least: number
  readonly median: number
  readonly most: number
  readonly mean: number
}

/** How many boxes have their centre in each cell of an image, row by row from the top left corner. */
export interface Density {
  readonly rows: number
  readonly columns: number
  readonly counts: readonly number[]
}

/** What a data set holds. `boxes` are those that training learns; the histograms are of them. */
export interface Statistics {
  readonly images: number
  readonly withoutBoxes: number
  /** Boxes with a size that are not ignored. */
  readonly boxes: number
  readonly ignored: number
  /** Those of the ignored that are regions of many objects. */
  readonly crowds: number
  /** Not ignored, but without width or height, or no numbers: nobody can learn them. */
  readonly unsized: number
  /** By √area in the bins of `sizeBins`. */
  readonly sizes: readonly Bar[]
  readonly sides: Spread | undefined
  /** Images by their number of boxes. */
  readonly perImage: readonly Bar[]
  readonly crowding: Spread | undefined
  /** In the order of the data set, and last, with an empty name, boxes of no class, if there are any. */
  readonly classes: readonly { readonly name: string; readonly boxes: number }[]
  /** By width over height. */
  readonly ratios: readonly Bar[]
  readonly density: Density
  /** Boxes that are not on the density map, as the size of their image is not known or their centre is outside of it. */
  readonly offMap: number
  /** Images by their size; the most frequent first. */
  readonly extents: readonly (Extent & { readonly images: number })[]
  readonly unknownExtents: number
}

/** Lower edges; the last bar is open. */
const perImageEdges = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500]
const ratioEdges = [0, 1 / 8, 1 / 4, 1 / 2, 1 / Math.SQRT2, Math.SQRT2, 2, 4, 8]

/** Cells of the density map. */
const map = { rows: 12, columns: 24 }

/**
 * Counts values between edges, each in exactly one bar: an edge belongs to the bar that begins with it.
 *
 * @param edges rising lower edges; values below the first are counted in no bar, the last bar has no end
 * @example histogram([0, 2, 8])([1, 2, 2, 9]).map(({ count }) => count) // => [1, 2, 1]
 */
export const histogram =
  (edges: readonly number[]) =>
  (values: readonly number[]): readonly Bar[] => {
    const counts = new Float64Array(edges.length)
    for (const v of values) {
      const bar = edges.findLastIndex((edge) => v >= edge)
      if (bar >= 0) counts[bar] = (counts[bar] ?? 0) + 1
    }
    return edges.map((from, i) => ({ from, to: edges[i + 1] ?? Infinity, count: counts[i] ?? 0 }))
  }

/** Of an even number of values the median is the mean of the middle two. @example spread([4, 1, 2, 3]) // => { least: 1, median: 2.5, most: 4, mean: 2.5 } */
export const spread = (values: readonly number[]): Spread | undefined => {
  const sorted = Float64Array.from(values).sort()
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return undefined
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  return { least, median, most, mean: sorted.reduce((a, b) => a + b, 0) / sorted.length }
}

/** Has it a width and a height, and four numbers? */
export const isSized = (box: Box): boolean => box.every(Number.isFinite) && area(box) > 0

/** The boxes of an image that training learns, as they stand in the file. */
export const learned = ({ objects }: AnnotatedImage): AnnotatedImage['objects'] =>
  objects.filter(({ ignored, box }) => !ignored && isSized(box))

/** The cell of a box's centre on the density map. */
const cellOf = (box: Box, size: Extent | undefined): number | undefined => {
  if (size === undefined) return undefined
  const column = Math.floor((((box[0] + box[2]) / 2) * map.columns) / size.width)
  const row = Math.floor((((box[1] + box[3]) / 2) * map.rows) / size.height)
  return row >= 0 && row < map.rows && column >= 0 && column < map.columns ? row * map.columns + column : undefined
}

const extentsOf = (images: readonly AnnotatedImage[]): Statistics['extents'] => {
  const found = new Map<string, Extent & { readonly images: number }>()
  for (const { size } of images)
    if (size !== undefined) {
      const key = `${size.width}×${size.height}`
      found.set(key, { width: size.width, height: size.height, images: (found.get(key)?.images ?? 0) + 1 })
    }
  return [...found.values()].sort((a, b) => b.images - a.images || b.width * b.height - a.width * a.height)
}

/**
 * What a data set holds, as annotated: boxes are not clipped, and sizes are in pixels of the files.
 *
 * @example statisticsOf({ folder: '', classes: [], images: [] }).boxes // => 0
 */
export const statisticsOf = ({ classes, images }: Dataset): Statistics => {
  const objects = images.flatMap((image) => image.objects)
  const kept = images.map((image) => ({ image, boxes: learned(image) }))
  const all = kept.flatMap(({ boxes }) => boxes)
  const perClass = new Float64Array(classes.length + 1)
  for (const { label } of all) perClass[label ?? classes.length] = (perClass[label ?? classes.length] ?? 0) + 1
  const density = new Float64Array(map.rows * map.columns)
  for (const { image, boxes } of kept)
    for (const { box } of boxes) {
      const cell = cellOf(box, image.size)
      if (cell !== undefined) density[cell] = (density[cell] ?? 0) + 1
    }
  const sizes = new Float64Array(sizeBins.length)
  for (const { box } of all) sizes[binOf(box)] = (sizes[binOf(box)] ?? 0) + 1
  const ignored = objects.filter((o) => o.ignored)
  const counts = kept.map(({ boxes }) => boxes.length)
  const ofNoClass = perClass[classes.length] ?? 0
  return {
    images: images.length,
    withoutBoxes: counts.filter((n) => n === 0).length,
    boxes: all.length,
    ignored: ignored.length,
    crowds: ignored.filter(({ crowd }) => crowd).length,
    unsized: objects.length - ignored.length - all.length,
    sizes: sizeBins.map(({ from, to }, i) => ({ from, to, count: sizes[i] ?? 0 })),
    sides: spread(all.map(({ box }) => Math.sqrt(area(box)))),
    perImage: histogram(perImageEdges)(counts),
    crowding: spread(counts),
    classes: [
      ...classes.map(({ name }, i) => ({ name, boxes: perClass[i] ?? 0 })),
      ...(ofNoClass > 0 ? [{ name: '', boxes: ofNoClass }] : []),
    ],
    ratios: histogram(ratioEdges)(all.map(({ box }) => width(box) / height(box))),
    density: { ...map, counts: [...density] },
    offMap: all.length - density.reduce((a, b) => a + b, 0),
    extents: extentsOf(images),
    unknownExtents: images.filter(({ size }) => size === undefined).length,
  }
}
