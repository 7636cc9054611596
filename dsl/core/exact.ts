import * as E from 'fp-ts/lib/Either.js'
import { type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as t from 'io-ts'
import { keysOf } from './boundary.ts'
import { brief, cut } from './brief.ts'
import { issue, type Issue } from './issue.ts'
import { suggest } from './nearest.ts'

/** Keys of a record that its codec does not know: `t.strict` drops them silently, so that a misspelt option would decode. */
class Unknown {
  constructor(
    readonly key: string,
    readonly known: readonly string[],
    /** Whether it is the value of `kind` that is unknown, not a key. */
    readonly kind: boolean,
  ) {}
}

/**
 * A codec of exactly these keys: one that it does not know is an error that names the nearest known one.
 *
 * @example exact({ momentum: t.number }, 'sgd')   // refuses { momntum: 0.9 }
 */
export const exact = <P extends t.Props>(props: P, name: string): t.Type<t.TypeOf<t.ReadonlyC<t.TypeC<P>>>> =>
  closed(t.readonly(t.type(props, name)), Object.keys(props), name)

/**
 * The same with keys that may be left out.
 *
 * @example exactWith({ size: t.number }, { title: t.string }, 'picture')   // takes { size: 1 }, refuses { size: 1, titel: 'a' }
 */
export const exactWith = <P extends t.Props, Q extends t.Props>(
  props: P,
  optional: Q,
  name: string,
): t.Type<t.TypeOf<t.ReadonlyC<t.TypeC<P>>> & t.TypeOf<t.ReadonlyC<t.PartialC<Q>>>> => {
  const [needed, given] = [t.readonly(t.type(props, name)), t.readonly(t.partial(optional, name))]
  type Both = t.TypeOf<typeof needed> & t.TypeOf<typeof given>
  const is = (u: unknown): u is Both => needed.is(u) && given.is(u)
  // An intersection would put its two sides into the path of an error.
  const both = new t.Type<Both, unknown>(
    name,
    is,
    (u, context) => {
      const [first, second] = [needed.validate(u, context), given.validate(u, context)]
      if (E.isLeft(first) || E.isLeft(second)) return t.failures([first, second].flatMap((side) => (E.isLeft(side) ? side.left : [])))
      // A field's codec may give another value than it takes.
      const decoded: unknown = { ...first.right, ...pick(second.right, Object.keys(optional)) }
      return is(decoded) ? t.success(decoded) : t.failure(u, context)
    },
    t.identity,
  )
  return closed(both, [...Object.keys(props), ...Object.keys(optional)], name)
}

const pick = (record: object, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)))

const closed = <A>(inner: t.Type<A, unknown>, known: readonly string[], name: string): t.Type<A> =>
  new t.Type(
    name,
    (u): u is A => inner.is(u),
    (u, context) => {
      if (typeof u !== 'object' || u === null || Array.isArray(u)) return t.failure(u, context)
      const strangers = Object.keys(u).filter((key) => !known.includes(key))
      const errors = strangers.map((key) => ({ value: new Unknown(key, known, false), context: t.appendContext(context, key, t.never) }))
      const decoded = inner.validate(u, context)
      if (E.isLeft(decoded)) return t.failures([...errors, ...decoded.left])
      return errors.length > 0 ? t.failures(errors) : decoded
    },
    t.identity,
  )

/** One of several records that a literal `kind` tells apart: only the chosen one's errors are told. */
export const oneOf = <M extends Readonly<Record<string, unknown>>>(
  codecs: { readonly [K in keyof M & string]: t.Type<M[K]> },
  name: string,
): t.Type<M[keyof M & string]> => {
  const kinds = keysOf<keyof M & string>(codecs)
  return new t.Type(
    name,
    (u): u is M[keyof M & string] => kinds.some((k) => codecs[k].is(u)),
    (u, context) => {
      if (typeof u !== 'object' || u === null) return t.failure(u, context)
      const found: unknown = 'kind' in u ? u.kind : undefined
      const kind = kinds.find((k) => k === found)
      if (kind !== undefined) return codecs[kind].validate(u, context)
      const named = new Unknown(typeof found === 'string' ? found : shown(found), kinds, true)
      return t.failures([{ value: named, context: t.appendContext(context, 'kind', t.string) }])
    },
    t.identity,
  )
}

const shown = brief(60)
/** Of names in other people's files. */
const named = cut(60)

/** Errors of io-ts as issues under `code`: the path of keys, what was found and what is wanted. */
export const issuesOf =
  (code: string) =>
  (errors: t.Errors): NonEmptyArray<Issue> => {
    const issues = errors.map(({ value, context }) => {
      const path = context.map((c) => named(c.key)).filter((key) => key !== '')
      const key = path.at(-1) ?? ''
      if (value instanceof Unknown)
        return value.kind
          ? issue(`${code}: kind`, `there is no kind ${named(value.key)}`, suggest(value.key, value.known), { path })
          : issue(`${code}: unknown key`, `there is no key ${named(value.key)} here`, suggest(value.key, value.known), { path })
      const wanted = context.at(-1)?.type.name ?? 'something else'
      return issue(
        key === '' ? code : `${code}: ${key}`,
        `${wanted} is wanted, but ${shown(value)} is here`,
        value === undefined && key !== '' ? `give ${key}` : `write ${wanted}`,
        { path },
      )
    })
    return isNonEmpty(issues) ? issues : [issue(code, 'it does not decode', 'compare it with an example')]
  }
