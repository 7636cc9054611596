import { amount, grouped } from '../../dsl/core/amount.ts'
import { sizeBins } from '../../stdlib/boxes/size-bins.ts'
import type { Bar, Spread, Statistics } from '../../stdlib/data/statistics.ts'
import { wrap } from '../draw.ts'
import { densityText } from './density.ts'
import { columnsOf, cut, histogramText, type Row } from './histogram.ts'

const number = (x: number): string => (Number.isInteger(x) ? grouped(x) : x.toFixed(x < 10 ? 2 : 1))

const spreadText = (s: Spread | undefined, unit: string): string =>
  s === undefined ? 'none' : `${number(s.least)} to ${number(s.most)}${unit}, median ${number(s.median)}, mean ${number(s.mean)}`

/** The bins of sizes in words. */
export const sizeRows = (sizes: readonly Bar[]): readonly Row[] =>
  sizes.map(({ from, to, count }, i) => ({
    name: from === 0 ? `below ${to} px` : `${sizeBins[i]?.name ?? ''}, ${to === Infinity ? `${from} px and more` : `${from}–${to} px`}`,
    count,
  }))

/** Whole numbers from one edge to below the next. */
export const perImageRows = (bars: readonly Bar[]): readonly Row[] =>
  bars.map(({ from, to, count }) => ({
    name: to === Infinity ? `${from} and more` : to === from + 1 ? `${from}` : `${from}–${to - 1}`,
    count,
  }))

const ratio = (x: number): string => (x < 1 ? `1:${number(1 / x)}` : `${number(x)}:1`)

/** Width to height, between edges. */
export const ratioRows = (bars: readonly Bar[]): readonly Row[] =>
  bars.map(({ from, to, count }) => ({
    name:
      from === 0
        ? `below ${ratio(to)}`
        : to === Infinity
          ? `${ratio(from)} and more`
          : from < 1 && to > 1
            ? 'about square'
            : `${ratio(from)} – ${ratio(to)}`,
    count,
  }))

/** Rows of classes and image sizes: the most frequent, and the rest in one. */
const mostClasses = 24
const mostExtents = 6

const firstOf = (rows: readonly Row[], most: number, others: string): readonly Row[] => {
  const rest = rows.slice(most)
  return rest.length <= 1
    ? rows
    : [...rows.slice(0, most), { name: `${grouped(rest.length)} ${others}`, count: rest.reduce((n, { count }) => n + count, 0) }]
}

/** Classes, the most frequent first. */
export const classRows = (classes: Statistics['classes']): readonly Row[] =>
  classes.map(({ name, boxes }) => ({ name: name === '' ? '(no class)' : name, count: boxes })).sort((a, b) => b.count - a.count)

/** Sizes of images, the most frequent first. */
export const extentRows = ({ extents, unknownExtents }: Statistics): readonly Row[] => [
  ...extents.map(({ width, height, images }) => ({ name: `${width}×${height}`, count: images })),
  ...(unknownExtents > 0 ? [{ name: 'not known', count: unknownExtents }] : []),
]

/** What is there, in sentences, and what is worth knowing before it is trained on. */
export const summary = (s: Statistics): readonly string[] => {
  const crowded = s.perImage.filter(({ from }) => from >= 100).reduce((n, { count }) => n + count, 0)
  return [
    `${amount(s.images, 'image')}, ${s.withoutBoxes === 0 ? 'none' : grouped(s.withoutBoxes)} of them without boxes`,
    `${amount(s.boxes, 'box', 'boxes')} to learn of ${amount(s.classes.length, 'class', 'classes')}`,
    `${amount(s.ignored, 'box', 'boxes')} ignored, ${s.crowds === 0 ? 'none' : grouped(s.crowds)} of them ${s.crowds === 1 ? 'a crowd' : 'crowds'}`,
    ...(s.unsized > 0 ? [`${amount(s.unsized, 'box', 'boxes')} without a size, counted nowhere below: see \`data check\``] : []),
    ...(crowded > 0
      ? [`${amount(crowded, 'image has', 'images have')} 100 boxes or more: COCO's limit of 100 detections would cut there`]
      : []),
  ]
}

/** What of a split is told beside the sum of all. */
export interface SplitCounts extends Pick<Statistics, 'images' | 'boxes' | 'ignored'> {
  readonly name: string
  readonly format: string
}

/** A split in words. */
export const splitText = ({ name, images, boxes, ignored }: SplitCounts): string =>
  `${name}: ${amount(images, 'image')}, ${amount(boxes, 'box', 'boxes')} to learn, ${grouped(ignored)} ignored`

/** The statistics in text, at most `columns` wide (80 where there is no terminal). */
export const statisticsText = (title: string, s: Statistics, splits: readonly SplitCounts[], columns: number): string => {
  const within = columnsOf(columns)
  const part = (heading: string, rows: readonly Row[], note?: string): readonly string[] => [
    '',
    ...wrap(note === undefined ? heading : `${heading}: ${note}`, within, 2),
    ...histogramText(rows, within),
  ]
  return [
    cut(title, within),
    ...splits.flatMap((split) => wrap(`  ${splitText(split)}`, within, 4)),
    ...summary(s).flatMap((line) => wrap(`  ${line}`, within, 4)),
    ...part('sizes, √(width · height)', sizeRows(s.sizes), spreadText(s.sides, ' px')),
    ...part('boxes an image', perImageRows(s.perImage), spreadText(s.crowding, '')),
    ...part('classes', firstOf(classRows(s.classes), mostClasses, 'others')),
    ...part('width to height', ratioRows(s.ratios)),
    ...part('sizes of images', firstOf(extentRows(s), mostExtents, 'other sizes')),
    '',
    ...(s.density.counts.some((n) => n > 0)
      ? [...wrap('where boxes are, centres in a whole image; darker is more', within, 2), ...densityText(s.density)]
      : wrap('where boxes are: no box is in an image of known size', within, 2)),
    ...(s.offMap > 0 && s.density.counts.some((n) => n > 0)
      ? wrap(`  ${amount(s.offMap, 'box is', 'boxes are')} not on it: outside, or in an image of unknown size`, within, 4)
      : []),
    '',
  ].join('\n')
}
