import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'

/** A codec that is one test, so that a fault's path is the keys alone. */
const where = <A>(name: string, is: (u: unknown) => u is A): t.Type<A> =>
  new t.Type(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)

const isNumber = (u: unknown): u is number => typeof u === 'number'

const Id = where('a whole number', (u): u is number => Number.isSafeInteger(u))
const Side = where('a whole number of pixels, 1 or more', (u): u is number => Number.isSafeInteger(u) && Number(u) >= 1)
const Name = where('a name', (u): u is string => typeof u === 'string' && u !== '')
const Bbox = where(
  'four numbers [x, y, width, height]',
  (u): u is readonly [number, number, number, number] => Array.isArray(u) && u.length === 4 && u.every(isNumber),
)
const Flag = where('0 or 1', (u): u is 0 | 1 | boolean | undefined => u === undefined || u === 0 || u === 1 || typeof u === 'boolean')

const list = <A extends t.Mixed>(item: A): t.ArrayC<A> => t.array(item, 'a list')

const Image = t.type({ id: Id, file_name: Name, width: Side, height: Side }, 'a record {id, file_name, width, height}')
const Annotation = t.type(
  { image_id: Id, category_id: Id, bbox: Bbox, iscrowd: Flag, ignore: Flag },
  'a record {image_id, category_id, bbox}',
)
const Category = t.type({ id: Id, name: Name }, 'a record {id, name}')

/** The part of COCO's instances JSON that detection reads; other keys are left alone. */
const Coco = t.type(
  { images: list(Image), annotations: list(Annotation), categories: list(Category) },
  'an object with images, annotations and categories',
)
export type Coco = t.TypeOf<typeof Coco>
export type CocoImage = t.TypeOf<typeof Image>
export type CocoAnnotation = t.TypeOf<typeof Annotation>

/**
 * Decodes COCO's instances JSON. Nothing in it is executed.
 *
 * @param file named in issues
 * @returns the first fault as an Issue whose path ends at it, e.g. `instances.json / annotations / 17 / bbox`
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
      E.chain((json) => pipe(Coco.decode(json), E.mapLeft(fault(file)))),
    )

/** A value on one line, cut where it is long; nesting can be deeper than the stack. */
const shown = (value: unknown): string => {
  const text = E.getOrElse(() => 'a value nested too deeply to print')(E.tryCatch(() => JSON.stringify(value), String))
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

const fault =
  (file: string) =>
  (errors: t.Errors): Issue => {
    const context = errors[0]?.context ?? []
    const keys = context.slice(1).map(({ key }) => key)
    const last = context.at(-1)
    const record = context.slice(0, -1).findLast(({ type }) => type === Image || type === Annotation || type === Category)
    const missing = last?.actual === undefined
    return issue(
      missing ? 'data: missing key' : 'data: wrong value',
      `${keys.at(-1) ?? 'the file'} should be ${last?.type.name ?? 'another value'}, but is ${missing ? 'missing' : shown(last.actual)}`,
      'COCO JSON: images {id, file_name, width, height}, annotations {image_id, category_id, bbox}, categories {id, name}',
      {
        path: [file, ...keys],
        evidence: [
          ...(record === undefined ? [] : [['record', shown(record.actual)] as const]),
          ...(errors.length > 1 ? [['faults', `${errors.length} in this file`] as const] : []),
        ],
      },
    )
  }
