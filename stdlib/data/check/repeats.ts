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
export function* repeatFindings(classes: readonly Category[], image: AnnotatedImage, at: number): Generator<Finding, void> {
  for (const group of together(image, classes).values()) {
    const firstOf = new Map<number | undefined, Placed>()
    for (const { object, at: i } of group) {
      const same = firstOf.get(object.label)
      const [other] = firstOf.values()
      const say = onObject(classes, image, { image: at, object: i }, object)
      const first = (e: Placed): string => recordPath(image, e.object).slice(1).join(' / ')
      if (same !== undefined)
        yield say(['box twice', `${first(same)} has the same class and the same box to the pixel`, 'remove one of them'])
      else if (other !== undefined)
        yield say([
          'box of two classes',
          `${first(other)} has the same box as ${classShown(classes, other.object)}`,
          'which of them is it?',
        ])
      if (same === undefined) firstOf.set(object.label, { object, at: i })
    }
  }
}
