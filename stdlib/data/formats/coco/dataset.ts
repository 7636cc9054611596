import { brief } from '../../../../dsl/core/brief.ts'
import { type Issue, issue } from '../../../../dsl/core/issue.ts'
import type { AnnotatedImage, Annotation, Attributes, Category } from '../../dataset.ts'
import type { Reading } from '../../fault.ts'
import { leavesFolder, staysInside } from '../../folder.ts'
import { type Ledger, newLedger } from '../ledger.ts'
import { holdsRegions } from './regions.ts'
import type { Coco, CocoAnnotation, CocoImage, ListRecord } from './json.ts'

/** What tells that an object is ignored: COCO's evaluation code, AI-TOD's, which overwrites `ignore` by `iscrowd`, or TinyPerson's. */
export type IgnoreRule = 'ignore' | 'crowds' | 'uncertain'

export interface CocoMeaning {
  /** The file, named in issues. */
  readonly file: string
  /** Folder that `file_name` is relative to. */
  readonly images: string
  readonly ignored: IgnoreRule
}

/**
 * Gathers each image's boxes, in the order of the file; categories keep its order too. What refers to an image or a category that is not there, or
 * has a number or name that another has, is a fatal fault and left out.
 */
export const cocoDataset =
  (o: CocoMeaning) =>
  (coco: Coco): Reading => {
    const ledger = newLedger(o.file)
    const classes = distinct(ledger, o.file, coco)
    const { images, refused } = contained(
      ledger,
      o.file,
      unique(ledger, o.file, 'images', 'id', coco.images, ({ id }) => id),
    )
    const objects = gathered(ledger, o, coco, classes, new Set(images.map(({ record }) => record.id)), refused)
    return {
      dataset: {
        folder: o.images,
        classes,
        images: images.map(({ record }) => annotated(o, record, objects.get(record.id) ?? [])),
      },
      faults: [...coco.faults, ...ledger.faults()],
    }
  }

interface Placed {
  readonly object: Annotation
  readonly dense: boolean | undefined
}

const annotated = ({ file }: CocoMeaning, record: CocoImage, placed: readonly Placed[]): AnnotatedImage => {
  const { id, file_name, width, height, corner } = record
  const told = placed.filter(({ dense }) => dense !== undefined)
  return {
    id,
    file: file_name,
    ...(width === undefined || height === undefined ? {} : { size: { width, height } }),
    source: file,
    objects: placed.map(({ object }) => object),
    ...(corner === undefined ? {} : { corner }),
    ...(told.length === 0 ? {} : { dense: told.some(({ dense }) => dense === true) }),
  }
}

const gathered = (
  ledger: Ledger,
  o: CocoMeaning,
  coco: Coco,
  classes: readonly Category[],
  known: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): ReadonlyMap<number, readonly Placed[]> => {
  const labels = new Map<number, number | undefined>(classes.map(({ id }, i) => [id, i]))
  for (const { record } of coco.categories) if (holdsRegions(record) && !labels.has(record.id)) labels.set(record.id, undefined)
  const objects = new Map<number, Placed[]>([...known].map((id) => [id, []]))
  const ids = new Map<number, number>()
  for (const { at, record } of coco.annotations) {
    if (refused.has(record.image_id)) continue
    const image = objects.get(record.image_id)
    if (image === undefined || !labels.has(record.category_id)) {
      const [key, list] = image === undefined ? (['image_id', 'images'] as const) : (['category_id', 'categories'] as const)
      ledger.add('fatal', () => dangling(o.file, at, key, list, record))
      continue
    }
    const before = record.id === undefined ? undefined : ids.get(record.id)
    if (before !== undefined) ledger.add('odd', () => taken(o.file, 'annotations', 'id', before, at, record.id))
    else if (record.id !== undefined) ids.set(record.id, at)
    image.push({ object: object(record, labels.get(record.category_id), at, o.ignored), dense: flag(record.in_dense_image) })
  }
  return objects
}

const object = (a: CocoAnnotation, label: number | undefined, record: number, rule: IgnoreRule): Annotation => {
  const [x, y, w, h] = a.bbox
  const crowd = isSet(a.iscrowd)
  const given = attributes(a)
  return {
    label,
    box: [x, y, x + w, y + h],
    ...(a.corners === undefined ? {} : { corners: a.corners }),
    crowd,
    ignored:
      crowd ||
      (label === undefined && isSet(a.ignore)) ||
      (rule !== 'crowds' && isSet(a.ignore)) ||
      (rule === 'uncertain' && (isSet(a.uncertain) || isSet(a.logo))),
    ...(Object.keys(given).length === 0 ? {} : { attributes: given }),
    ...(a.id === undefined ? {} : { id: a.id }),
    record,
  }
}

const attributes = ({ area, difficult, truncation, occlusion, uncertain, logo }: CocoAnnotation): Attributes => ({
  ...(area === undefined ? {} : { area }),
  ...(difficult === undefined ? {} : { difficult }),
  ...(truncation === undefined ? {} : { truncation }),
  ...(occlusion === undefined ? {} : { occlusion }),
  ...(uncertain === undefined ? {} : { uncertain: isSet(uncertain) }),
  ...(logo === undefined ? {} : { logo: isSet(logo) }),
})

type Flag = 0 | 1 | boolean | undefined

const isSet = (flag: Flag): boolean => flag === true || flag === 1
const flag = (value: Flag): boolean | undefined => (value === undefined ? undefined : isSet(value))

/** Categories whose numbers and names are their own. */
const distinct = (ledger: Ledger, file: string, { categories }: Coco): readonly Category[] => {
  const numbered = unique(ledger, file, 'categories', 'id', categories, ({ id }) => id).filter(({ record }) => !holdsRegions(record))
  return unique(ledger, file, 'categories', 'name', numbered, ({ name }) => name).map(({ record: { id, name } }) => ({ id, name }))
}

const unique = <A>(
  ledger: Ledger,
  file: string,
  list: string,
  key: string,
  all: readonly ListRecord<A>[],
  of: (record: A) => number | string,
): readonly ListRecord<A>[] => {
  const first = new Map<number | string, number>()
  return all.filter(({ at, record }) => {
    const value = of(record)
    const before = first.get(value)
    if (before === undefined) first.set(value, at)
    else ledger.add('fatal', () => taken(file, list, key, before, at, value))
    return before === undefined
  })
}

const taken = (file: string, list: string, key: string, before: number, at: number, value: unknown) =>
  issue(
    'data: taken twice',
    `each ${key} is of one record, but ${list} ${before} and ${at} have ${brief(120)(value)}`,
    'renumber one of them',
    {
      path: [file, list, String(at), key],
    },
  )

/** Why an image cannot be used, if it cannot: its name leaves the folder of images, or it has not the size of the part that it is. */
const unusable = ({ file_name, corner, width, height }: CocoImage, path: readonly string[]): Issue | undefined => {
  if (!staysInside(file_name)) return leavesFolder([...path, 'file_name'], file_name)
  if (corner === undefined || width === undefined || height === undefined) return undefined
  const [x1, y1, x2, y2] = corner
  return x2 - x1 === width && y2 - y1 === height
    ? undefined
    : issue(
        'data: another size than its part',
        `an image that is a part of its file has the size of \`corner\`, but ${width}×${height} ≠ ${x2 - x1}×${y2 - y1}`,
        'correct width and height, or corner',
        { path: [...path, 'corner'] },
      )
}

/** Images that can be used, and the numbers of the others. */
const contained = (
  ledger: Ledger,
  file: string,
  images: readonly ListRecord<CocoImage>[],
): { readonly images: readonly ListRecord<CocoImage>[]; readonly refused: ReadonlySet<number> } => {
  const refused = new Set<number>()
  const usable = images.filter(({ at, record }) => {
    const why = unusable(record, [file, 'images', String(at)])
    if (why === undefined) return true
    ledger.add('fatal', () => why)
    refused.add(record.id)
    return false
  })
  return { images: usable, refused }
}

const dangling = (file: string, index: number, key: 'image_id' | 'category_id', list: string, annotation: CocoAnnotation) =>
  issue(
    'data: unknown number',
    `${key} names one of ${list}, but none has id ${annotation[key]}`,
    `add it to ${list}, or remove the annotation`,
    {
      path: [file, 'annotations', String(index), key],
      evidence: [['bbox', annotation.bbox.join(', ')]],
    },
  )
