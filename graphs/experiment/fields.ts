import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'

// The numbers, texts and lists that an experiment is made of, each with the words in which it is asked for.

export const refined = <A>(codec: t.Type<A>, name: string, holds: (a: A) => boolean): t.Type<A> =>
  new t.Type(
    name,
    (u): u is A => codec.is(u) && holds(u),
    (u, c) =>
      pipe(
        codec.validate(u, c),
        E.chain((a) => (holds(a) ? t.success(a) : t.failure(u, c, name))),
      ),
    t.identity,
  )

export const Positive = refined(t.number, 'a positive number', (x) => Number.isFinite(x) && x > 0)
export const NotNegative = refined(t.number, 'a number of at least 0', (x) => Number.isFinite(x) && x >= 0)
export const Fraction = refined(t.number, 'a number from 0 to 1', (x) => x >= 0 && x <= 1)
export const BelowOne = refined(t.number, 'a number from 0 to below 1', (x) => x >= 0 && x < 1)
export const Count = refined(t.number, 'a positive whole number', (x) => Number.isSafeInteger(x) && x > 0)
/** Numbers that something is built or drawn from one by one: past these a process runs out of memory before it can say so. */
export const upTo = (most: number): t.Type<number> =>
  refined(t.number, `a whole number from 1 to ${String(most)}`, (x) => Number.isSafeInteger(x) && x > 0 && x <= most)
export const Pixels = upTo(16_384)
export const Width = upTo(65_536)
export const Examples = upTo(10_000_000)
export const Whole = refined(t.number, 'a whole number of at least 0', (x) => Number.isSafeInteger(x) && x >= 0)
export const Layers = refined(t.number, 'a whole number from 0 to 100', (x) => Number.isSafeInteger(x) && x >= 0 && x <= 100)
export const Objects = refined(t.number, 'a whole number from 0 to 100000', (x) => Number.isSafeInteger(x) && x >= 0 && x <= 100_000)
export const Odd = refined(t.number, 'a positive odd number', (x) => Number.isSafeInteger(x) && x > 0 && x % 2 === 1)
export const Text = refined(t.string, 'a text that is not empty', (s) => s.length > 0)
// A union would tell the errors of both its sides.
export const nullOr = <A>(codec: t.Type<A>): t.Type<A | null> =>
  new t.Type(
    `${codec.name} or null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, c) => (u === null ? t.success(null) : codec.validate(u, c)),
    t.identity,
  )
export const listOf = <A>(codec: t.Type<A>, name: string): t.Type<readonly A[]> =>
  refined(t.readonlyArray(codec), name, (xs) => xs.length > 0)
export const pairOf = <A>(codec: t.Type<A>, name: string): t.Type<readonly [A, A]> => t.readonly(t.tuple([codec, codec], name))
export const Widths: t.Type<readonly [number, number, number, number, number]> = t.readonly(
  t.tuple([Width, Width, Width, Width, Width], 'five widths'),
)
export const only = <L extends string>(literal: L): t.Type<L> => t.literal(literal)
