import type { AnnotatedImage, Annotation, Dataset } from '../../../../stdlib/data/dataset.ts'
import { type CheckName, faultOf, type Finding } from '../../../../stdlib/data/check/checks.ts'
import { object, withImage } from './datasets.ts'

/** Findings that are fatal or wrong. */
export const serious = (found: readonly Finding[]) => found.filter((f) => faultOf(f).severity !== 'odd')

/** Puts a defect into the image at `at`; says which check should find it, and at which record. */
type Injection = (image: AnnotatedImage) => readonly [AnnotatedImage, Annotation]
const added =
  (make: (image: AnnotatedImage) => Partial<Annotation>): Injection =>
  (image) => {
    const bad = object({ record: 9999, ...make(image) })
    return [{ ...image, objects: [bad, ...image.objects] }, bad]
  }
const width = ({ size }: AnnotatedImage): number => size?.width ?? 0

/** Defects of one record, and the check that finds each. */
export const injections: readonly (readonly [CheckName, Injection])[] = [
  ['box is no number', added(() => ({ box: [1, NaN, 3, 4] }))],
  ['box is no number', added(() => ({ box: [1, 2, Infinity, 4] }))],
  ['box of no size', added(() => ({ box: [3, 2, 3, 4] }))],
  ['box with swapped corners', added(() => ({ box: [3, 2, 1, 4] }))],
  ['box with swapped corners', added(() => ({ box: [1, 4, 3, 2] }))],
  ['box with swapped corners', added(() => ({ box: [3, 4, 1, 2] }))],
  ['box outside its image', added((i) => ({ box: [width(i), 2, width(i) + 4, 4] }))],
  ['box outside its image', added(() => ({ box: [-4, 2, 0, 4] }))],
  ['unknown class', added(() => ({ label: 17 }))],
]

/** Kinds of defect that `inject` knows. */
export const kinds = injections.length + 4

/** The data set with a defect of this kind, of a record or of its lists, at any of its images. */
export const inject = (d: Dataset, any: number, kind: number): Dataset => {
  const injection = injections[kind]
  if (injection !== undefined) return withImage(d, any, (image) => injection[1](image)[0])[0]
  const again = d.images[any % d.images.length]
  if (again === undefined) return d
  const rest = kind - injections.length
  if (rest === 0) return { ...d, images: [...d.images, { ...again, id: 50 + d.images.length }] }
  if (rest === 1) return { ...d, images: [...d.images, { ...again, objects: [] }] }
  if (rest === 2) return withImage(d, any, (i) => ({ ...i, objects: [...i.objects, ...i.objects.filter((o) => !o.ignored)] }))[0]
  return { ...d, classes: [...d.classes, { id: d.classes[0]?.id ?? 0, name: `more ${String(d.classes.length)}` }] }
}
