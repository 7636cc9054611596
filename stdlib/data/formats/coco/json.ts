import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { brief } from '../../../../dsl/core/brief.ts'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { Corners } from '../../dataset.ts'
import type { Fault, Severity } from '../../fault.ts'
import { MOST_PIXELS } from '../../image.ts'
import { type Ledger, newLedger } from '../ledger.ts'

/** A codec that is one test, so that a fault's path is the keys alone. */
const where = <A>(name: string, is: (u: unknown) => u is A): t.Type<A> =>
  new t.Type(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)

/** As `t.type`, but a record that is right is not copied: there are a million of them. */
const record = <P extends t.Props>(props: P, name: string): t.Type<t.TypeOf<t.TypeC<P>>> => {
  const parts = Object.entries(props)
  const is = (u: unknown): u is t.TypeOf<t.TypeC<P>> => t.UnknownRecord.is(u) && parts.every(([key, codec]) => codec.is(u[key]))
  return new t.Type(
    name,
    is,
    (u, context) => {
      if (is(u)) return t.success(u)
      if (!t.UnknownRecord.is(u)) return t.failure(u, context)
      const failed = parts.filter(([key, codec]) => !codec.is(u[key]))
      return t.failures(failed.map(([key, codec]) => ({ value: u[key], context: t.appendContext(context, key, codec, u[key]) })))
    },
    t.identity,
  )
}

const isNumbers = (u: unknown, length: number): u is readonly number[] =>
  Array.isArray(u) && u.length === length && u.every((x) => typeof x === 'number')

const optional = <A>({ name, is }: t.Type<A>): t.Type<A | undefined> => where(name, (u): u is A | undefined => u === undefined || is(u))

const Id = where('a whole number', (u): u is number => Number.isSafeInteger(u))
const Side = where('a whole number of pixels, 1 or more', (u): u is number => Number.isSafeInteger(u) && Number(u) >= 1)
const Name = where('a name', (u): u is string => typeof u === 'string' && u !== '')
const Num = where('a number', (u): u is number => typeof u === 'number' && Number.isFinite(u))
const Flag = where('0 or 1', (u): u is 0 | 1 | boolean => u === 0 || u === 1 || typeof u === 'boolean')
const Box = (name: string): t.Type<readonly [number, number, number, number]> =>
  where(name, (u): u is readonly [number, number, number, number] => isNumbers(u, 4))
/** More pixels would not be decoded of a whole file either. */
const Corner = where(
  'four whole numbers [x1, y1, x2, y2] with x1 < x2 and y1 < y2, and no more pixels than an image',
  (u): u is readonly [number, number, number, number] => {
    if (!isNumbers(u, 4) || !u.every(Number.isSafeInteger)) return false
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = u
    return x1 < x2 && y1 < y2 && (x2 - x1) * (y2 - y1) <= MOST_PIXELS
  },
)
const Eight = where('the eight numbers of four corners', (u): u is Corners => isNumbers(u, 8) && u.every(Number.isFinite))

const ImageNeeds = { id: Id, file_name: Name }
const ImageExtras = {
  width: optional(Side),
  height: optional(Side),
  corner: optional(Corner),
}
const Image = record({ ...ImageNeeds, ...ImageExtras }, 'a record {id, file_name, width, height}')

const AnnotationNeeds = {
  image_id: Id,
  category_id: Id,
  bbox: Box('four numbers [x, y, width, height]'),
  iscrowd: optional(Flag),
  ignore: optional(Flag),
}
const AnnotationExtras = {
  id: optional(Id),
  area: optional(Num),
  difficult: optional(Num),
  truncation: optional(Num),
  occlusion: optional(Num),
  uncertain: optional(Flag),
  logo: optional(Flag),
  in_dense_image: optional(Flag),
  corners: optional(Eight),
}
const Annotation = record({ ...AnnotationNeeds, ...AnnotationExtras }, 'a record {image_id, category_id, bbox}')
const Category = record({ id: Id, name: Name }, 'a record {id, name}')

export type CocoImage = t.TypeOf<typeof Image>
export type CocoAnnotation = t.TypeOf<typeof Annotation>
export type CocoCategory = t.TypeOf<typeof Category>

/** A record and its position, from 0, in its list. */
export interface ListRecord<A> {
  readonly at: number
  readonly record: A
}

/** COCO's instances JSON, as far as it can be read. */
export interface Coco {
  readonly images: readonly ListRecord<CocoImage>[]
  readonly annotations: readonly ListRecord<CocoAnnotation>[]
  readonly categories: readonly ListRecord<CocoCategory>[]
  readonly faults: readonly Fault[]
}

const list = where('a list', (u): u is readonly unknown[] => Array.isArray(u))
const Document = record({ images: list, annotations: list, categories: list }, 'an object with images, annotations and categories')

/**
 * Decodes COCO's instances JSON. Nothing in it is executed. Other keys are left alone.
 *
 * @param file named in issues
 * @returns an Issue where it is no JSON, or lacks one of the three lists; records that cannot be read are fatal faults whose path ends at
 * the key, e.g. `instances.json / annotations / 17 / bbox`
 */
export const decodeCoco =
  (file: string) =>
  (text: string): E.Either<Issue, Coco> =>
    pipe(
      E.tryCatch(
        (): unknown => JSON.parse(text.replace(/^\uFEFF/, '')),
        (e) =>
          issue(
            'data: no JSON',
            e instanceof Error ? e.message : String(e),
            'the file may be cut short, or hold NaN or Infinity, which JSON does not have',
            { path: [file] },
          ),
      ),
      E.chain((json) =>
        pipe(
          Document.decode(json),
          E.mapLeft((errors) => wrong([file], errors)),
        ),
      ),
      E.map((json) => {
        const ledger = newLedger(file)
        const read = <A>(key: 'images' | 'annotations' | 'categories', needs: t.Mixed, whole: t.Type<A>): readonly ListRecord<A>[] =>
          listed(file, ledger, key, json[key], needs, whole)
        return {
          images: read('images', record(ImageNeeds, Image.name), Image),
          categories: read('categories', Category, Category),
          annotations: read('annotations', record(AnnotationNeeds, Annotation.name), Annotation),
          faults: ledger.faults(),
        }
      }),
    )

/** The records that can be read; where `needs` are there, keys that are not as in `whole` are left out. */
const listed = <A>(
  file: string,
  ledger: Ledger,
  key: string,
  values: readonly unknown[],
  needs: t.Mixed,
  whole: t.Type<A>,
): readonly ListRecord<A>[] =>
  values.flatMap((value, at) => {
    if (whole.is(value)) return [{ at, record: value }]
    const path = [file, key, String(at)]
    const mended = needs.is(value)
      ? left(whole, value, (key, error) => ledger.add(severity(key), () => wrong(path, [error], value)))
      : value
    if (whole.is(mended)) return [{ at, record: mended }]
    ledger.add('fatal', () => wrong(path, errorsOf(whole, value), value))
    return []
  })

const errorsOf = <A>(codec: t.Type<A>, value: unknown): t.Errors => {
  const result = codec.decode(value)
  return E.isLeft(result) ? result.left : []
}

/** Without the keys that are wrong; null stands for nothing, as many tools write it. */
const left = <A>(codec: t.Type<A>, value: unknown, told: (key: string, error: t.ValidationError) => void): unknown => {
  const errors = errorsOf(codec, value)
  for (const error of errors) if (error.value !== null) told(keysOf(error).at(-1) ?? '', error)
  const keys = new Set(errors.map((e) => keysOf(e).at(-1)))
  return t.UnknownRecord.is(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key))) : value
}

const severity = (key: string): Severity =>
  key === 'width' || key === 'height' || key === 'corner' ? 'fatal' : key === 'area' ? 'wrong' : 'odd'

const keysOf = ({ context }: t.ValidationError): readonly string[] => context.slice(1).map(({ key }) => key)

/** A value on one line, cut where it is long; nesting can be deeper than the stack. */
const shown = brief(120)

const wrong = (path: readonly string[], errors: t.Errors, value?: unknown): Issue => {
  const [first] = errors
  const last = first?.context.at(-1)
  const missing = first?.value === undefined
  const keys = first === undefined ? [] : keysOf(first)
  return issue(
    missing ? 'data: missing key' : 'data: wrong value',
    `${keys.at(-1) ?? path.at(-1) ?? 'the file'} should be ${last?.type.name ?? 'another value'}, but is ${missing ? 'missing' : shown(first.value)}`,
    'COCO JSON: images {id, file_name, width, height}, annotations {image_id, category_id, bbox}, categories {id, name}',
    { path: [...path, ...keys], evidence: keys.length === 0 || value === undefined ? [] : [['record', shown(value)]] },
  )
}
