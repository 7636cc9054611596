import { type Box, height, width } from '../../boxes/box.ts'
import type { AnnotatedImage, Annotation, Category } from '../dataset.ts'
import { classShown, onObject, usable } from './boxes.ts'
import type { Finding } from './checks.ts'
import { recordPath } from './record.ts'

/** Below a pixel, which x2 - x1 can come to by rounding alone, all is one pixel: such boxes are compared as they are. */
const pixel = 1 - 1e-6

const onPixels = (box: Box): string => (width(box) < pixel || height(box) < pixel ? box : box.map((v) => Math.round(v))).join(' ')

interface Placed {
  readonly object: Annotation
  readonly at: number
}

/** Objects that count, by the pixels of their box. */
const together = (image: AnnotatedImage, classes: readonly Category[]): ReadonlyMap<string, readonly Placed[]> => {
  const found = new Map<string, Placed[]>()
  image.objects.forEach((object, at) => {
    if (object.ignored || object.label === undefined || !usable(object, classes)) return
    const key = onPixels(object.box)
    const before = found.get(key)
    if (before === undefined) found.set(key, [{ object, at }])
    else before.push({ object, at })
  })
  return found
}

/**
 * Objects of one image whose boxes are the same to the pixel (their corners rounded; boxes below a pixel exactly): of the same class one of them counts as missed
 * whatever a detector does, of two classes one is mistaken. What is ignored may be there as often as it likes.
 */
export const repeatFindings = (classes: readonly Category[], image: AnnotatedImage, at: number): readonly Finding[] =>
  [...together(image, classes).values()].flatMap((group) =>
    group.slice(1).flatMap(({ object, at: i }, before) => {
      const earlier = group.slice(0, before + 1)
      const same = earlier.find((e) => e.object.label === object.label)
      const other = earlier.find((e) => e.object.label !== object.label)
      const say = onObject(classes, image, { image: at, object: i }, object)
      const first = (e: Placed): string => recordPath(image, e.object).slice(1).join(' / ')
      if (same !== undefined)
        return [say(['box twice', `${first(same)} has the same class and the same box to the pixel`, 'remove one of them'])]
      return other === undefined
        ? []
        : [say(['box of two classes', `${first(other)} has the same box as ${classShown(classes, other.object)}`, 'which of them is it?'])]
    }),
  )
