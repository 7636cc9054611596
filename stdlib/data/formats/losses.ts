import { grouped } from '../../../dsl/core/amount.ts'

/** What formats cannot hold, of many and of one. */
const kinds = {
  'objects of other classes left out': 'object of another class left out',
  'regions of no class left out': 'region of no class left out',
  'crowds left out': 'crowd left out',
  'crowds written as difficult objects': 'crowd written as a difficult object',
  'ignored objects left out': 'ignored object left out',
  'ignored objects to pycocotools, which overlooks `ignore`': 'ignored object to pycocotools, which overlooks `ignore`',
  'boxes that are no numbers left out': 'box that is no numbers left out',
  'boxes of no size, or outside their image, left out': 'box of no size, or outside its image, left out',
  'boxes cut at the border': 'box cut at the border',
  'objects without their corners': 'object without its corners',
  'objects without their attributes': 'object without its attributes',
  'objects without attributes other than difficult': 'object without attributes other than difficult',
  'objects without the area of their segment': 'object without the area of its segment',
  'names with hyphens in place of spaces': 'name with hyphens in place of spaces',
  'classes with another number': 'class with another number',
  'images without width and height': 'image without width and height',
} as const

/** What a format cannot hold, in words, and how often it was met. */
export interface Loss {
  readonly what: keyof typeof kinds
  readonly count: number
}

/** Losses that happened: what and how often, in the order given. @example losses([['crowds left out', 2], ['boxes cut at the border', 0]]) // => [{ what: 'crowds left out', count: 2 }] */
export const losses = (counts: readonly (readonly [what: Loss['what'], count: number])[]): readonly Loss[] =>
  counts.filter(([, count]) => count > 0).map(([what, count]) => ({ what, count }))

/** A loss in words. @example lossText({ what: 'crowds left out', count: 1 }) // => '1 crowd left out' */
export const lossText = ({ what, count }: Loss): string => `${grouped(count)} ${count === 1 ? kinds[what] : what}`

/** How many satisfy it. @example count([1, 2, 3], (x) => x > 1) // => 2 */
export const count = <A>(all: readonly A[], holds: (a: A) => boolean): number => all.reduce((n, a) => n + (holds(a) ? 1 : 0), 0)
