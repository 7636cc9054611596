import type { Loss } from './format.ts'

/** Losses that happened: what and how often, in the order given. @example losses([['crowds', 2], ['corners', 0]]) // => [{ what: 'crowds', count: 2 }] */
export const losses = (counts: readonly (readonly [what: string, count: number])[]): readonly Loss[] =>
  counts.filter(([, count]) => count > 0).map(([what, count]) => ({ what, count }))

/** How many satisfy it. @example count([1, 2, 3], (x) => x > 1) // => 2 */
export const count = <A>(all: readonly A[], holds: (a: A) => boolean): number => all.reduce((n, a) => n + (holds(a) ? 1 : 0), 0)
