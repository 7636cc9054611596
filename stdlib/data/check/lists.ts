import { brief } from '../../../dsl/core/brief.ts'
import { issue } from '../../../dsl/core/issue.ts'
import type { AnnotatedImage, Dataset } from '../dataset.ts'
import { unknownSize } from '../unknown-size.ts'
import { type CheckName, codeOf, type Finding, type Position } from './checks.ts'
import { imagePath, listingKey } from './record.ts'

const finding = (check: CheckName, place: Position, message: string, hint: string, path: readonly string[]): Finding => ({
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

const usedLabels = (images: readonly AnnotatedImage[]): ReadonlySet<number> => {
  const used = new Set<number>()
  for (const { objects } of images) for (const { label } of objects) if (label !== undefined) used.add(label)
  return used
}

function* classFindings({ classes, images }: Dataset, from: string): Generator<Finding, void> {
  const twice = new Map([...repeated(classes.map(({ id }) => id)), ...repeated(classes.map(({ name }) => name))])
  for (const [label, first] of twice)
    yield finding(
      'class taken twice',
      { label },
      `each class has an id and a name of its own, but ${brief(120)(classes[label])} comes after ${brief(120)(classes[first])}`,
      'renumber or rename one of them',
      [from, 'classes', String(label)],
    )
  const used = usedLabels(images)
  for (const [label, { name }] of classes.entries())
    if (!used.has(label))
      yield finding('class without objects', { label }, `no object is ${brief(120)(name)}`, 'an experiment can name fewer classes', [
        from,
        name,
      ])
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
          size === undefined
            ? { check: 'unknown size' as const, place: { image: at }, issue: unknownSize(path) }
            : finding(
                'unknown size',
                { image: at },
                `width and height are whole pixels, but are ${size.width}×${size.height}`,
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
export function* listFindings(dataset: Dataset, from: string): Generator<Finding, void> {
  const { images } = dataset
  const path = (at: number): readonly string[] => (images[at] === undefined ? [from] : imagePath(images[at]))
  if (images.length === 0) yield finding('no images', {}, 'no image is listed', 'check the path and the format', [from])
  yield* classFindings(dataset, from)
  const files = repeated(images.map(listingKey))
  for (const [at, first] of files)
    yield finding(
      'image listed twice',
      { image: at },
      `images ${first} and ${at} are the same file: what one has is missing from the other`,
      'merge them',
      path(at),
    )
  // The number of an image that is listed twice comes twice too: one defect, told once.
  const listed = new Set(files.map(([at]) => at))
  for (const [at, first] of repeated(images.map(({ id }) => id)))
    if (!listed.has(at))
      yield finding(
        'image number taken twice',
        { image: at },
        `each number is of one image, but images ${first} and ${at} have ${images[at]?.id ?? ''}`,
        'renumber one of them',
        path(at),
      )
  for (const [at, image] of images.entries()) yield* ofImage(image, at)
}
