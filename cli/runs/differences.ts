/** A key, dotted, whose values differ; a value that is not there is undefined. */
export interface Difference {
  readonly key: string
  readonly left: unknown
  readonly right: unknown
}

/**
 * The keys at which two JSON values differ, from the outside in: objects and arrays are entered, anything else is compared.
 *
 * @example differences({ a: { b: 1 }, c: 2 }, { a: { b: 3 }, c: 2 }) // => [{ key: 'a.b', left: 1, right: 3 }]
 */
export const differences = (left: unknown, right: unknown, path: readonly string[] = []): readonly Difference[] => {
  if (isTree(left) && isTree(right) && Array.isArray(left) === Array.isArray(right)) {
    const [l, r] = [new Map(Object.entries(left)), new Map(Object.entries(right))]
    return [...new Set([...l.keys(), ...r.keys()])].flatMap((key) => differences(l.get(key), r.get(key), [...path, key]))
  }
  return Object.is(left, right) ? [] : [{ key: path.join('.'), left, right }]
}

const isTree = (u: unknown): u is object => typeof u === 'object' && u !== null
