import { issue } from '../../../dsl/core/issue.ts'
import { area, type Box, clip, type Extent, height, width } from '../../boxes/box.ts'
import type { AnnotatedImage, Annotation, Category } from '../dataset.ts'
import { type CheckName, codeOf, type Finding } from './checks.ts'
import { cornersAsked } from './corners.ts'
import { recordPath } from './record.ts'

/** What is said of one object: the check that failed, why, and what to do. */
export type Said = readonly [check: CheckName, message: string, hint: string]

/** A box that takes this part of its image or more is rather a mistake, in aerial photographs at least. */
const whole = 0.9

/** Annotations are written with a few decimals, or as parts of the image: beyond its border by less is rounding, in pixels. */
const rounding = 0.01

/** COCO's segments may be as large as their box; the rest is rounding. */
const slack = { times: 1.01, plus: 1 }

const text = (box: Box): string => `[${box.map((v) => String(Math.round(v * 1000) / 1000)).join(', ')}]`
const px = (n: number): string => String(Math.round(n * 1000) / 1000)

/** Why a box cannot be used at all, if it cannot; then nothing else is asked. */
const useless = (box: Box): Said | undefined => {
  if (!box.every(Number.isFinite)) return ['box is no number', 'a box has four finite numbers', 'remove the record, or annotate it anew']
  if (width(box) < 0 || height(box) < 0)
    return [
      'box with swapped corners',
      `width and height are not negative, but are ${px(width(box))} × ${px(height(box))}`,
      'are x2, y2 written where width, height belong, or the other way round?',
    ]
  if (area(box) === 0)
    return ['box of no size', `a box has width and height, but is ${px(width(box))} × ${px(height(box))}`, 'remove the record']
  return undefined
}

const onImage = (box: Box, size: Extent): readonly Said[] => {
  const inside = clip(size)(box)
  const image = `${size.width}×${size.height}`
  if (area(inside) === 0)
    return [['box outside its image', `the box lies outside the image of ${image} pixels`, 'does it belong to another image or size?']]
  const across: readonly Said[] = box.every((v, i) => Math.abs(v - (inside[i] ?? 0)) <= rounding)
    ? []
    : [
        [
          'box across the border',
          `${px((100 * area(inside)) / area(box))} % of the box lie inside the image of ${image} pixels`,
          'nothing to do: training cuts it at the border',
        ],
      ]
  const covers: readonly Said[] =
    area(inside) < whole * size.width * size.height
      ? []
      : [
          [
            'box covers its image',
            `the box takes ${px((100 * area(inside)) / (size.width * size.height))} % of the image`,
            'look at it: is it one object?',
          ],
        ]
  return [...across, ...covers]
}

const ofObject = ({ box, corners, attributes }: Annotation, size: Extent | undefined): readonly Said[] => {
  const unusable = useless(box)
  if (unusable !== undefined) return [unusable]
  const most = slack.times * area(box) + slack.plus
  return [
    ...(size === undefined ? [] : onImage(box, size)),
    ...(width(box) >= 1 && height(box) >= 1
      ? []
      : [
          [
            'box below a pixel',
            `the box is ${px(width(box))} × ${px(height(box))} pixels`,
            'are coordinates normalised to 0…1, or is it a slip?',
          ] as const,
        ]),
    ...(corners === undefined ? [] : cornersAsked(corners, box)),
    ...(attributes?.area === undefined || attributes.area <= most
      ? []
      : [
          [
            'area beyond the box',
            `no object is larger than its box, but ${px(attributes.area)} px² > ${px(area(box))} px²`,
            'the evaluation by size takes `area`: correct it, or write width × height',
          ] as const,
        ]),
  ]
}

/** The class by name, for a reader who looks at the record. */
export const classShown = (classes: readonly Category[], { label }: Annotation): string =>
  label === undefined ? 'none' : (classes[label]?.name ?? `number ${label}`)

/** A finding about one object. */
export const onObject =
  (classes: readonly Category[], image: AnnotatedImage, at: { readonly image: number; readonly object: number }, object: Annotation) =>
  ([check, message, hint]: Said): Finding => ({
    check,
    place: at,
    issue: issue(codeOf(check), message, hint, {
      path: recordPath(image, object),
      evidence: [
        ['image', image.file],
        ['box', text(object.box)],
        ['class', classShown(classes, object)],
      ],
    }),
  })

/** Each object by itself: boxes of no size, outside, across the border, too small or too large to be meant, and odd corners. */
export function* boxFindings(classes: readonly Category[], image: AnnotatedImage, at: number): Generator<Finding, void> {
  for (const [i, object] of image.objects.entries()) {
    const unknown = object.label !== undefined && classes[object.label] === undefined
    const said: readonly Said[] = unknown
      ? [
          [
            'unknown class',
            `class ${String(object.label)} of ${classes.length} does not exist`,
            'add it to the classes, or remove the record',
          ],
        ]
      : ofObject(object, image.size)
    yield* said.map(onObject(classes, image, { image: at, object: i }, object))
  }
}

/** Is the box worth comparing with others? */
export const usable = ({ box, label }: Annotation, classes: readonly Category[]): boolean =>
  useless(box) === undefined && (label === undefined || classes[label] !== undefined)
