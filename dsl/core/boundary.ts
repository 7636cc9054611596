// What TypeScript cannot say, in one place. Each function here states a type that its caller has made true, and names why.

/** A record with exactly the keys of R, each with its own type of entry: TypeScript types `Object.fromEntries` by one entry type. */
export const recordOf = <R>(entries: readonly (readonly [string, unknown])[]): R => Object.fromEntries(entries) as R

/** The keys of a record whose type has no others: `Object.keys` gives strings, since a value may have more keys than its type. */
export const keysOf = <K extends string>(r: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(r) as K[]

/** A tuple's entries mapped one by one: `Array.map` forgets the tuple. */
export const mapTuple = <T extends readonly unknown[], U extends { readonly [K in keyof T]: unknown }>(
  t: T,
  f: (x: T[number], i: number) => U[number],
): U => t.map((x, i) => f(x, i)) as unknown as U

/** A string that was built to match a template literal type. */
export const spelled = <S extends string>(s: string): S => s as S
