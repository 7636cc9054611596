import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as t from 'io-ts'
import { brief } from '../../dsl/core/brief.ts'
import { type Issue, issue, under } from '../../dsl/core/issue.ts'
import { nearest } from '../../dsl/core/nearest.ts'

/** A codec of a JSON object that keeps what describes it, so that a broken key can be named. Other keys are let through. */
export interface RecordCodec<A> {
  readonly name: string
  readonly required: t.Props
  readonly optional: t.Props
  readonly is: (u: unknown) => u is A
}

/** A record with these keys; a key of `optional` may be absent. */
export const record = <R extends t.Props, O extends t.Props>(
  name: string,
  required: R,
  optional: O,
): RecordCodec<t.TypeOfProps<R> & t.TypeOfPartialProps<O>> => {
  const codec = t.intersection([t.type(required), t.partial(optional)], name)
  return { name, required, optional, is: codec.is }
}

/** A JSON number that is neither NaN nor infinite (JSON can write 1e999). */
export const Finite = refinement('a finite number', (u): u is number => typeof u === 'number' && Number.isFinite(u))

/** An id: a whole number that a double holds exactly. */
export const Id = refinement('a whole number below 2^53', (u): u is number => Number.isSafeInteger(u))

/** COCO's box. */
export type Bbox = readonly [x: number, y: number, width: number, height: number]

/** Four finite numbers of which the last two are not negative. */
export const Bbox = refinement('[x, y, width, height], finite, no size below 0', (u): u is Bbox => {
  return Array.isArray(u) && u.length === 4 && u.every(Finite.is) && (u[2] ?? -1) >= 0 && (u[3] ?? -1) >= 0
})

function refinement<A>(name: string, is: (u: unknown) => u is A): t.Type<A> {
  return new t.Type<A>(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)
}

/** How many issues of one list are told apart; the others are counted. */
export const SHOWN = 20

/**
 * Decodes a JSON list of records without copying it.
 *
 * @returns the list itself, or an issue for each wrong key (the first 20 records, then a count), with index, key and value
 */
export const decodeList =
  <A>(codec: RecordCodec<A>) =>
  (json: unknown): E.Either<NonEmptyArray<Issue>, readonly A[]> => {
    if (!Array.isArray(json)) {
      return E.left([
        issue('json: not a list', `needs a list of ${codec.name}s`, 'write `[…]`, also around a single one', {
          evidence: [['value', show(json)]],
        }),
      ])
    }
    const list: readonly unknown[] = json
    if (list.every((r) => codec.is(r))) return E.right(list)
    const wrong = list.flatMap((r, i) => (codec.is(r) ? [] : [i]))
    const found = wrong.slice(0, SHOWN).flatMap((i) => wrongKeys(codec, list[i]).map(under(String(i))))
    const more = wrong.length - SHOWN
    const counted =
      more > 0
        ? [
            issue(
              'json: more',
              `${more} more of ${list.length} ${codec.name}s are wrong`,
              'repair the first ones; the cause is often the same',
            ),
          ]
        : []
    const issues = [...found, ...counted]
    if (!isNonEmpty(issues)) throw new Error(`internal: a ${codec.name} is wrong, but none of its keys is`)
    return E.left(issues)
  }

/** An issue for each wrong key of a record, with key and value. */
export const wrongKeys = <A>(codec: RecordCodec<A>, value: unknown): readonly Issue[] => {
  if (!t.UnknownRecord.is(value) || Array.isArray(value)) {
    return [
      issue('json: not an object', `needs a ${codec.name}`, `write { ${Object.keys(codec.required).join(', ')} }`, {
        evidence: [['value', show(value)]],
      }),
    ]
  }
  const known = [...Object.keys(codec.required), ...Object.keys(codec.optional)]
  const strangers = Object.keys(value).filter((k) => !known.includes(k))
  const missing = Object.keys(codec.required).filter((key) => value[key] === undefined)
  const absent = missing.map((key) => {
    const meant = nearest(key, strangers)
    const hint = meant === undefined ? `every ${codec.name} needs \`${key}\`` : `rename \`${meant}\` to \`${key}\``
    return issue('json: missing key', `\`${key}\` is missing`, hint, { path: [key], evidence: [['record', show(value)]] })
  })
  const mistyped = Object.entries({ ...codec.required, ...codec.optional }).flatMap(([key, type]) =>
    value[key] === undefined || type.is(value[key])
      ? []
      : [
          issue('json: wrong value', `\`${key}\` is not ${type.name}`, `write ${type.name}`, {
            path: [key],
            evidence: [['value', show(value[key])]],
          }),
        ],
  )
  return [...absent, ...mistyped]
}

/** A JSON value in at most 80 characters. */
export const show = brief(80)
