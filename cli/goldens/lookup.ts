import * as E from 'fp-ts/lib/Either.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type Issue, issue } from '../../dsl/core/issue.ts'
import { sameShape, type Shape } from '../../dsl/core/tensor.ts'
import type { Values } from '../../dsl/targets/session.ts'
import type { Kind } from './agreement.ts'
import type { GoldenFile } from './folder.ts'
import { type Layout, ourShape, ourValues, theirShape } from './layout.ts'

/** A value, or everything that is wrong with the goldens. */
export type Found<A> = E.Either<NEA.NonEmptyArray<Issue>, A>

/** Validation: what is wrong adds up. */
export const together = E.getApplicativeValidation(NEA.getSemigroup<Issue>())

/** Each of a list, or all that is wrong with any. */
export const each = <A, B>(list: readonly A[], f: (a: A, i: number) => Found<B>): Found<readonly B[]> =>
  RA.traverseWithIndex(together)((i: number, a: A) => f(a, i))(list)

/** A tensor of a file, its values in our order. */
export interface Laid {
  readonly shape: Shape
  readonly values: Float64Array
  readonly rounded: boolean
}

/** What to try where a folder is not what `make_goldens.py` writes. */
export const again = 'write the folder again with make_goldens.py'

/** The tensor of this name; with `shape` (ours), one of exactly this shape. */
export const tensorOf = (file: GoldenFile, name: string, layout: Layout, shape?: Shape): Found<Laid> => {
  const stored = file.tensors.get(name)
  const path = [file.path, name]
  if (stored === undefined)
    return E.left([issue('goldens: missing', `${name} is expected, but the file has no such tensor`, again, { path })])
  const expected = shape === undefined ? undefined : theirShape(layout, shape)
  if (expected !== undefined && !sameShape(expected, stored.shape)) {
    const [wanted, found] = [`[${expected.join(', ')}]`, `[${stored.shape.join(', ')}]`]
    const evidence = [['expected', wanted] as const, ['found', found] as const]
    return E.left([issue('goldens: shape', `${name} has shape ${wanted}, but ${found} here`, again, { path, evidence })])
  }
  return E.right({
    shape: ourShape(layout, stored.shape),
    values: ourValues(layout, stored.shape, stored.data),
    rounded: stored.dtype === 'F32',
  })
}

/** One tensor that is wanted of a file: `name` is ours, and theirs too unless `stored` says otherwise. */
export interface Wanted {
  readonly name: string
  readonly stored?: string
  readonly layout: Layout
  readonly shape: Shape
}

/** Inputs of a file by our names. */
export const valuesOf = (file: GoldenFile, wanted: readonly Wanted[]): Found<Values> =>
  pipe(
    each(wanted, ({ name, stored = name, layout, shape }) =>
      pipe(
        tensorOf(file, stored, layout, shape),
        E.map(({ values }) => [name, values] as const),
      ),
    ),
    E.map(Object.fromEntries<ArrayLike<number>>),
  )

/** A golden value that one of ours is held to: `name` is that of our value, of the tensor, and of the line of the report. */
export interface Answer {
  readonly name: string
  readonly kind: Kind
  readonly rounded: boolean
  readonly values: ArrayLike<number>
}

/** Answers of a file, each compared as its kind says. */
export const answersOf = (file: GoldenFile, wanted: readonly (Wanted & { readonly kind: Kind })[]): Found<readonly Answer[]> =>
  each(wanted, ({ name, stored = name, layout, shape, kind }) =>
    pipe(
      tensorOf(file, stored, layout, shape),
      E.map(({ values, rounded }) => ({ name, kind, rounded, values })),
    ),
  )
