import type { Values } from '../../dsl/core/primitive.ts'

const loudest = (v: ArrayLike<number>): number => Array.from(v).reduce((m, x) => Math.max(m, Math.abs(x)), 0)

/**
 * The largest difference between two sets of named values, relative to the largest value of each name, and at least 1: infinite
 * where a name, a size or finiteness differs.
 */
export const furthest = (
  a: Readonly<Record<string, Values>>,
  b: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
): number => {
  if (Object.keys(a).toSorted().join() !== Object.keys(b).toSorted().join()) return Infinity
  return Object.entries(a).reduce((worst, [name, { data: x }]) => {
    const y = b[name]?.data ?? []
    if (x.length !== y.length) return Infinity
    const apart = x.reduce((m, v, i) => {
      const d = Math.abs(v - (y[i] ?? NaN))
      return Number.isNaN(d) ? Infinity : Math.max(m, d)
    }, 0)
    return Math.max(worst, apart / Math.max(1, loudest(x)))
  }, 0)
}
