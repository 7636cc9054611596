import * as E from 'fp-ts/lib/Either.js'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { type Box, type Extent, area, clip } from '../../boxes/box.ts'

/** Red, green and blue, 0 … 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** How an image is cut into tiles. */
export interface Tiling {
  readonly size: Extent
  /** Pixels that a tile shares with the next one, across and down; less than its size. */
  readonly overlap: Extent
  /** At the right and at the bottom the last tile is moved back until it ends with the image (`flush`), or reaches over the border (`over`). */
  readonly border: 'flush' | 'over'
  /** What a tile shows beyond the image; with null it ends where the image does. */
  readonly fill: Colour | null
  /**
   * A tile is kept where more than this share of it is inside the image, and so are the best ones where that is true of none. With `over`, what
   * it takes away leaves pixels at the border uncovered.
   */
  readonly rate: number
}

/** Tiles of one image, at most: more of them is a mistake in the numbers, and would take the memory before anyone sees it. */
const most = 100_000

const wrong = (what: string, message: string, hint: string): E.Either<Issue, never> => E.left(issue(`tiles: ${what}`, message, hint))

/**
 * A tiling of these numbers.
 *
 * @returns an Issue where the overlap is not smaller than the size, or a number is out of its range
 * @example tiling({ size: { width: 800, height: 800 }, overlap: { width: 200, height: 200 } })
 */
export const tiling = (o: Pick<Tiling, 'size' | 'overlap'> & Partial<Tiling>): E.Either<Issue, Tiling> => {
  const whole: Tiling = { border: 'flush', fill: [0, 0, 0], rate: 0, ...o }
  for (const [side, name] of [
    ['width', 'wide'],
    ['height', 'high'],
  ] as const) {
    const [size, overlap] = [whole.size[side], whole.overlap[side]]
    if (!Number.isSafeInteger(size) || size < 1)
      return wrong('size', `a tile is a whole number of pixels ${name}, from 1, but ${size}`, 'write 800, or 640x512')
    if (!Number.isSafeInteger(overlap) || overlap < 0)
      return wrong('overlap', `tiles share a whole number of pixels, from 0, but ${overlap}`, 'write 200, or 100x100')
    if (overlap >= size)
      return wrong(
        'overlap',
        `tiles share less than their size, but ${overlap} of ${size} pixels`,
        `take an overlap below ${size}, about as large as the largest objects that matter`,
      )
  }
  return whole.rate >= 0 && whole.rate < 1
    ? E.right(whole)
    : wrong('rate', `the share of a tile inside the image is from 0 to below 1, but ${whole.rate}`, 'write .6')
}

/** How many tiles an axis of `length` pixels takes. */
const along = (length: number, size: number, overlap: number): number =>
  length <= size ? 1 : Math.ceil((length - size) / (size - overlap)) + 1

/** Where they begin. */
const starts = (length: number, size: number, overlap: number, border: Tiling['border']): readonly number[] =>
  Array.from({ length: along(length, size, overlap) }, (_, i) => {
    const start = i * (size - overlap)
    return border === 'flush' ? Math.max(0, Math.min(start, length - size)) : start
  })

/**
 * The tiles of an image, row by row, as boxes on whole pixels of the image.
 *
 * Steps are size - overlap, as in BboxToolkit (`get_sliding_window`) and DOTA's devkit (`SplitSingle`). Every pixel is in at least one tile (with
 * `over`, where `rate` is 0), and an object no larger than the overlap is whole in at least one. An image smaller than a tile has one.
 *
 * Differs from BboxToolkit: columns come before rows there. It takes several sizes at once; here it is one.
 *
 * @returns an Issue where there would be more than 100,000
 * @example windows({ size: { width: 4, height: 4 }, overlap: { width: 2, height: 2 }, border: 'flush', fill: null, rate: 0 })({ width: 7, height: 4 })
 * // => { _tag: 'Right', right: [[0, 0, 4, 4], [2, 0, 6, 4], [3, 0, 7, 4]] }
 */
export const windows =
  ({ size, overlap, border, fill, rate }: Tiling) =>
  (image: Extent): E.Either<Issue, readonly Box[]> => {
    const count = along(image.width, size.width, overlap.width) * along(image.height, size.height, overlap.height)
    if (count > most)
      return wrong(
        'too many',
        `an image has at most ${most} tiles, but ${image.width}×${image.height} pixels have ${count}`,
        'take larger tiles or a smaller overlap',
      )
    const all = starts(image.height, size.height, overlap.height, border).flatMap((y) =>
      starts(image.width, size.width, overlap.width, border).map((x): Box => [x, y, x + size.width, y + size.height]),
    )
    const shares = all.map((w) => area(clip(image)(w)) / area(w))
    const best = Math.max(...shares)
    // BboxToolkit: where none is above the rate, those that have the best share within .01.
    const kept = all.filter((_, i) => (shares[i] ?? 0) > (best > rate ? rate : best - 0.01))
    return E.right(fill === null ? kept.map(clip(image)) : kept)
  }
