import type { AnnotatedImage, Annotation, Dataset } from '../dataset.ts'
import { boxFindings, classShown } from './boxes.ts'
import { type CheckName, checks, type Finding } from './checks.ts'
import { findingsOf } from './dataset.ts'
import { imagePath, listingKey, recordPath } from './record.ts'
import { repeatFindings } from './repeats.ts'

/** What a check found, without what is told of it. */
export type Spot = Pick<Finding, 'check' | 'place'>

/** One change that a corrected copy has; `before` and `after` are of the record, which is null where it is left out. */
export interface Change {
  readonly check: CheckName
  /** The file, and the record in it. */
  readonly at: readonly string[]
  readonly before: unknown
  readonly after: unknown
}

interface Fixed {
  readonly dataset: Dataset
  readonly changes: readonly Change[]
}

const imageShown = ({ id, file, size, objects }: AnnotatedImage): unknown => ({ id, file, ...size, objects: objects.length })

/** Leaves out the images that the findings are about. */
const withoutImages = (dataset: Dataset, found: Iterable<Spot>): Fixed => {
  const out = new Map<number, CheckName>()
  for (const { check, place } of found)
    if (leavesOut.has(check) && place.image !== undefined && place.object === undefined && !out.has(place.image))
      out.set(place.image, check)
  return {
    dataset: { ...dataset, images: dataset.images.filter((_, at) => !out.has(at)) },
    changes: dataset.images.flatMap((image, at) => {
      const check = out.get(at)
      return check === undefined ? [] : [{ check, at: imagePath(image), before: imageShown(image), after: null }]
    }),
  }
}

function* both(some: Iterable<Spot>, others: Iterable<Spot>): Generator<Spot, void> {
  yield* some
  yield* others
}

/** Images of one file become one, with the objects of all; numbers taken twice become new. */
const oneListing = (dataset: Dataset): Fixed => {
  const merged = new Map<string, AnnotatedImage>()
  const changes: Change[] = []
  for (const image of dataset.images) {
    const key = listingKey(image)
    const first = merged.get(key)
    merged.set(key, first === undefined ? image : { ...first, objects: [...first.objects, ...image.objects] })
    if (first !== undefined)
      changes.push({ check: 'image listed twice', at: imagePath(image), before: imageShown(image), after: { id: first.id } })
  }
  const taken = new Set<number>()
  let next = dataset.images.reduce((most, { id }) => Math.max(most, id), 0) + 1
  const images = [...merged.values()].map((image) => {
    if (!taken.has(image.id)) {
      taken.add(image.id)
      return image
    }
    changes.push({ check: 'image number taken twice', at: imagePath(image), before: { id: image.id }, after: { id: next } })
    return { ...image, id: next++ }
  })
  return { dataset: { ...dataset, images }, changes }
}

/** Classes of one name become one; of those that share a number the later gets one of its own. */
const oneClass = (dataset: Dataset, from: string): Fixed => {
  const changes: Change[] = []
  const kept: Dataset['classes'][number][] = []
  let next = dataset.classes.reduce((most, { id }) => Math.max(most, id), 0) + 1
  const labels = dataset.classes.map((c, label) => {
    const change = (after: unknown): void => {
      changes.push({ check: 'class taken twice', at: [from, 'classes', String(label)], before: c, after })
    }
    const named = kept.findIndex(({ name }) => name === c.name)
    if (named >= 0) {
      change(kept[named])
      return named
    }
    const own = kept.some(({ id }) => id === c.id) ? { ...c, id: next++ } : c
    if (own !== c) change(own)
    return kept.push(own) - 1
  })
  const relabelled = (o: Annotation): Annotation => (o.label === undefined ? o : { ...o, label: labels[o.label] ?? dataset.classes.length })
  const images = dataset.images.map((image) => ({ ...image, objects: image.objects.map(relabelled) }))
  return { dataset: changes.length === 0 ? dataset : { ...dataset, classes: kept, images }, changes }
}

/** Leaves out records that cannot be used, and those that repeat another. */
const withoutRecords = (dataset: Dataset): Fixed => {
  const changes: Change[] = []
  const images = dataset.images.map((image, at) => {
    const out = new Map(
      [...boxFindings(dataset.classes, image, at), ...repeatFindings(dataset.classes, image, at)]
        .filter(({ check }) => checks[check].severity !== 'odd')
        .map((f) => [f.place.object, f.check]),
    )
    if (out.size === 0) return image
    image.objects.forEach((object, i) => {
      const check = out.get(i)
      if (check === undefined) return
      const before = { image: image.file, class: classShown(dataset.classes, object), box: object.box }
      changes.push({ check, at: recordPath(image, object), before, after: null })
    })
    return { ...image, objects: image.objects.filter((_, i) => !out.has(i)) }
  })
  return { dataset: changes.length === 0 ? dataset : { ...dataset, images }, changes }
}

const leavesOut: ReadonlySet<CheckName> = new Set<CheckName>([
  'unknown size',
  'missing image',
  'file outside its folder',
  'unreadable image',
  'another size than annotated',
  'picture in two splits',
  'picture twice in a split',
])

/**
 * Corrects what is fatal or wrong, as `checks` says for each; what is odd stays as it is, so that a data set without such defects is given
 * back itself. Checked again, the result has nothing fatal or wrong, unless nothing is left of it.
 *
 * @param from what the whole is called
 * @param files what was found in the image files, and of pictures that splits share
 * @returns the data set and every change, with the record before and after
 */
export const fixed =
  (from: string) =>
  (dataset: Dataset, files: Iterable<Spot>): Fixed => {
    const seen = withoutImages(dataset, both(files, findingsOf(from)(dataset)))
    const steps = [oneListing, (d: Dataset) => oneClass(d, from), withoutRecords]
    const done = steps.reduce((before: Fixed, step): Fixed => {
      const after = step(before.dataset)
      return { dataset: after.dataset, changes: [...before.changes, ...after.changes] }
    }, seen)
    return done.changes.length === 0 ? { dataset, changes: [] } : done
  }
