import { brief } from '../../../dsl/core/brief.ts'
import { issue } from '../../../dsl/core/issue.ts'
import type { AnnotatedImage, Dataset } from '../dataset.ts'
import { type CheckName, codeOf, type Finding, type Place } from './checks.ts'
import { imagePath, listingKey } from './record.ts'

const finding = (check: CheckName, place: Place, message: string, hint: string, path: readonly string[]): Finding => ({
  check,
  place,
  issue: issue(codeOf(check), message, hint, { path }),
})

/** For each value that was there before: its position, and that of the first with it. */
const repeated = (values: readonly (string | number)[]): readonly (readonly [at: number, first: number])[] => {
  const first = new Map<string | number, number>()
  return values.flatMap((value, at) => {
    const before = first.get(value)
    if (before !== undefined) return [[at, before] as const]
    first.set(value, at)
    return []
  })
}

const classFindings = ({ classes, images }: Dataset, from: string): readonly Finding[] => {
  const used = new Set(images.flatMap(({ objects }) => objects.flatMap(({ label }) => label ?? [])))
  const twice = new Map([...repeated(classes.map(({ id }) => id)), ...repeated(classes.map(({ name }) => name))])
  return [
    ...[...twice].map(([label, first]) =>
      finding(
        'class taken twice',
        { label },
        `each class has an id and a name of its own, but ${brief(120)(classes[label])} comes after ${brief(120)(classes[first])}`,
        'renumber or rename one of them',
        [from, 'classes', String(label)],
      ),
    ),
    ...classes.flatMap(({ name }, label) =>
      used.has(label)
        ? []
        : [
            finding('class without objects', { label }, `no object is ${brief(120)(name)}`, 'an experiment can name fewer classes', [
              from,
              name,
            ]),
          ],
    ),
  ]
}

/** COCO counts no more detections an image and class than this. */
const counted = 100

const ofImage = (image: AnnotatedImage, at: number): readonly Finding[] => {
  const path = imagePath(image)
  const { size, objects } = image
  const sized = size !== undefined && [size.width, size.height].every((side) => Number.isSafeInteger(side) && side >= 1)
  const counts = new Map<number, number>()
  for (const { label, ignored } of objects) if (label !== undefined && !ignored) counts.set(label, (counts.get(label) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return [
    ...(sized
      ? []
      : [
          finding(
            'unknown size',
            { image: at },
            size === undefined
              ? 'width and height are not known'
              : `width and height are whole pixels, but are ${size.width}×${size.height}`,
            'put the image file into the folder of images',
            path,
          ),
        ]),
    ...(objects.length > 0
      ? []
      : [finding('image without objects', { image: at }, 'nothing is annotated', 'nothing to do, if nothing is there', path)]),
    ...(most <= counted
      ? []
      : [
          finding(
            'objects beyond 100',
            { image: at },
            `${most} objects of one class, of which COCO’s protocol can find ${counted} at most`,
            'measure with a protocol that counts more detections: aitod takes 1,500',
            path,
          ),
        ]),
  ]
}

/**
 * The lists of a data set: classes and images taken twice, images of no size, and what is empty.
 *
 * @param from what issues about the whole call the data set
 */
export const listFindings = (dataset: Dataset, from: string): readonly Finding[] => {
  const { images } = dataset
  const path = (at: number): readonly string[] => (images[at] === undefined ? [from] : imagePath(images[at]))
  const files = repeated(images.map(listingKey))
  // The number of an image that is listed twice comes twice too: one defect, told once.
  const listed = new Set(files.map(([at]) => at))
  return [
    ...(images.length > 0 ? [] : [finding('no images', {}, 'no image is listed', 'check the path and the format', [from])]),
    ...classFindings(dataset, from),
    ...files.map(([at, first]) =>
      finding(
        'image listed twice',
        { image: at },
        `images ${first} and ${at} are the same file: what one has is missing from the other`,
        'merge them',
        path(at),
      ),
    ),
    ...repeated(images.map(({ id }) => id)).flatMap(([at, first]) =>
      listed.has(at)
        ? []
        : [
            finding(
              'image number taken twice',
              { image: at },
              `each number is of one image, but images ${first} and ${at} have ${images[at]?.id ?? ''}`,
              'renumber one of them',
              path(at),
            ),
          ],
    ),
    ...images.flatMap(ofImage),
  ]
}
