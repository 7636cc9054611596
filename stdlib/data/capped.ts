/** A list of which the first of each kind are kept, and the others counted. */
export interface Capped<Kind, A> {
  /** `make` is called where the entry is kept. */
  readonly add: (kind: Kind, make: () => A) => void
  /** Those that are kept, in the order in which they came. */
  readonly kept: () => readonly A[]
  /** How many are not, by kind; kinds that are kept whole are not there. */
  readonly others: () => ReadonlyMap<Kind, number>
}

/**
 * An empty list that keeps `most` entries of a kind. It changes, and never leaves the function that fills it.
 *
 * @example newCapped(2).kept() // => []
 */
export const newCapped = <Kind, A>(most: number): Capped<Kind, A> => {
  const counts = new Map<Kind, number>()
  const kept: A[] = []
  return {
    add: (kind, make) => {
      const before = counts.get(kind) ?? 0
      counts.set(kind, before + 1)
      if (before < most) kept.push(make())
    },
    kept: () => [...kept],
    others: () => new Map([...counts].filter(([, n]) => n > most).map(([kind, n]) => [kind, n - most])),
  }
}
