import * as E from 'fp-ts/lib/Either.js'
import { amount } from '../../../../dsl/core/amount.ts'
import { issue } from '../../../../dsl/core/issue.ts'
import type { Box, Extent } from '../../../boxes/box.ts'
import type { Category, Corners } from '../../dataset.ts'
import { around } from '../corners.ts'
import type { Read } from '../format.ts'
import { type Line, linesOf, numeric, wrongLine } from '../labels/lines.ts'
import type { Named } from '../labels/named.ts'
import { type Beside, labelReader } from '../labels/read.ts'
import type { Ledger } from '../ledger.ts'
import { isAmongLists } from '../splits/image-sets.ts'
import { namesFor } from './names.ts'
import { yoloSplits } from './splits.ts'

/**
 * The objects of a YOLO label file: `class x y width height` a line, the box's centre and size as parts of the image's; `class` and four corners, or
 * any polygon, of which the smallest horizontal box is taken. Without the image's size there is no telling where they are.
 */
export const parseYolo = (text: string, { source, size, ledger }: Beside): { readonly objects: readonly Named[] } => {
  const lines = linesOf(text)
  if (size === undefined) {
    if (lines.length > 0) ledger.add('fatal', () => sizeless(source, lines.length))
    return { objects: [] }
  }
  return {
    objects: lines.flatMap((line) => {
      const [category, ...rest] = line.text.split(/\s+/, 4000).map(numeric)
      const numbers = rest.filter((n) => n !== undefined)
      const shape = numbers.length === rest.length ? shapeOf(numbers, size) : undefined
      if (category === undefined || !Number.isSafeInteger(category) || category < 0 || shape === undefined) {
        ledger.add('fatal', () => wrong(source, line))
        return []
      }
      return [{ name: String(category), ...shape, crowd: false, ignored: false, record: line.at }]
    }),
  }
}

/** A whole pixel where nothing but the rounding of parts of the image keeps it from being one, lest boxes at the edge of a size bin change sides. */
const onPixel = (v: number): number => {
  const near = Math.round(v) + 0
  return Math.abs(v - near) < 1e-9 ? near : v
}

const shapeOf = (numbers: readonly number[], { width, height }: Extent): { readonly box: Box; readonly corners?: Corners } | undefined => {
  const [a, b, c, d, e, f, g, h] = numbers
  const [across, down] = [(x: number) => onPixel(x * width), (y: number) => onPixel(y * height)]
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined
  if (numbers.length === 4) return { box: [across(a - c / 2), down(b - d / 2), across(a + c / 2), down(b + d / 2)] }
  if (numbers.length < 6 || numbers.length % 2 === 1) return undefined
  if (numbers.length === 8 && e !== undefined && f !== undefined && g !== undefined && h !== undefined) {
    const corners: Corners = [across(a), down(b), across(c), down(d), across(e), down(f), across(g), down(h)]
    return { box: around(corners), corners }
  }
  const [xs, ys] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)]
  const least = (all: readonly number[]): number => all.reduce((x, y) => Math.min(x, y))
  const most = (all: readonly number[]): number => all.reduce((x, y) => Math.max(x, y))
  return { box: [across(least(xs)), down(least(ys)), across(most(xs)), down(most(ys))] }
}

const wrong = (source: string, line: Line) =>
  wrongLine(source, line, 'class x y width height', 'mend or remove the line; a sixth number, as of detections, is not taken')

const sizeless = (source: string, lines: number) =>
  issue(
    'data: unknown size',
    `YOLO’s boxes are parts of the image, but its size is not known, and ${amount(lines, 'line')} cannot be read`,
    'put the image into the folder of images',
    {
      path: [source],
    },
  )

const categories = async (labels: string, met: () => Iterable<string>, ledger: Ledger): Promise<readonly Category[]> => {
  const names = await namesFor(labels)
  if (names !== undefined) return names.map((name, id) => ({ id, name }))
  ledger.add('odd', () =>
    issue('data: no names of classes', 'classes have names, but no data.yaml or classes.txt tells them', 'the numbers stand for them', {
      path: [labels],
    }),
  )
  return [...new Set(met())]
    .map(Number)
    .sort((a, b) => a - b)
    .map((id) => ({ id, name: String(id) }))
}

/**
 * Reads a folder of YOLO labels, `labels` and `images`, also of a split such as `labels/train`. An image without labels is background. Names of
 * classes come from data.yaml, classes.txt or obj.names.
 *
 * @example readYolo({ path: 'seals-yolo' })
 */
export const readYolo: Read = labelReader({
  folders: [['labels'], ['images']],
  suffix: '.txt',
  extension: '.jpg',
  background: true,
  normalised: true,
  besides: (file) => file === 'classes.txt' || /^README(\.\w+)?\.txt$/.test(file) || isAmongLists(file),
  splits: yoloSplits,
  parse: parseYolo,
  key: ({ id }) => String(id),
  classes: async ({ classes }, { labels }, met, ledger) => E.right(classes ?? (await categories(labels, met, ledger))),
})
