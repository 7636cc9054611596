import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Issue, issue } from '../../../dsl/core/issue.ts'
import { nothing } from '../samples.ts'
import type { Labelled, Picture } from '../picture.ts'
import { type Random, random } from '../random.ts'
import type { Source } from '../source.ts'
import { clutter } from './clutter.ts'
import { type Arrangement, arrange } from './arrangement.ts'
import { type PlacedShape, paint, shapeNames } from './shapes.ts'

export type SceneOptions = Arrangement

/** Dense scenes of objects of 2 to 32 px. */
export const tinyScenes: SceneOptions = { size: 128, objects: [10, 40], sides: [2, 32], classes: shapeNames, contrast: 1 }

/** Separates the streams that share a seed. */
const CLUTTER = 3
const OBJECTS = 4

const BRIGHTNESS = 128
const SPREAD = 20
const TINT = 6
/** Keeps object and background inside 0 … 255 at contrast 1, so that nothing is clipped. */
const LIMIT = 2

/** Float RGB [size, size, 3]: one clutter of brightness, and a fainter one for each colour. */
export const background = (size: number, draw: Random): Float32Array => {
  const [light, red] = clutter(size, draw)
  const [green, blue] = clutter(size, draw)
  const tints = [red, green, blue]
  const limited = (v: number): number => Math.max(-LIMIT, Math.min(LIMIT, v))
  return new Float32Array(size * size * 3).map((_, i) => {
    const at = Math.floor(i / 3)
    return BRIGHTNESS + SPREAD * limited(light[at] ?? 0) + TINT * limited(tints[i % 3]?.[at] ?? 0)
  })
}

/** Objects drawn in order on a background: 8-bit pixels, rounded once. */
export const draw = (size: number, behind: Float32Array, objects: readonly PlacedShape[]): Picture => {
  const canvas = behind.slice()
  for (const object of objects) paint(canvas, behind, size, object)
  return { width: size, height: size, data: Uint8Array.from(canvas.map((v) => Math.max(0, Math.min(255, Math.round(v))))) }
}

/**
 * A scene of small objects on 1/f clutter, as a function of (seed, index). Each box is the exact extent of its shape, in continuous pixels;
 * labels are positions in `classes`. With `sides` up to `size` it holds objects up to the picture's side, so that every pyramid level whose
 * range fits into the picture has objects. Options are taken as checked (`sceneSource`).
 *
 * @example scene(tinyScenes)(0, 5).truth.boxes.length >= 10 // => true
 */
export const scene =
  (o: SceneOptions) =>
  (seed: number, index: number): Labelled => {
    const objects = arrange(o, random(seed, OBJECTS, index))
    return {
      picture: draw(o.size, background(o.size, random(seed, CLUTTER, index)), objects),
      truth: { boxes: objects.map(({ box }) => box), labels: objects.map(({ shape }) => o.classes.indexOf(shape)) },
      ignored: nothing,
    }
  }

/**
 * Scenes as a source, numbered from 1. Another seed gives other scenes: training and validation take two.
 *
 * @example pipe(sceneSource(tinyScenes, { seed: 1, length: 400 }), E.map(cached(1e8)))
 */
export const sceneSource = (
  o: SceneOptions,
  { seed, length }: { readonly seed: number; readonly length: number },
): E.Either<NonEmptyArray<Issue>, Source> => {
  const [first, ...others] = faults(o, length)
  if (first !== undefined) return E.left([first, ...others])
  const at = scene(o)
  return E.right({
    classes: o.classes.map((name, i) => ({ id: i + 1, name })),
    length,
    sample: (index) => TE.fromIO(() => ({ ...at(seed, index), id: index + 1, width: o.size, height: o.size })),
  })
}

const faults = (o: SceneOptions, length: number): readonly Issue[] => {
  const [fewest, most] = o.objects
  const [shortest, longest] = o.sides
  const rule = (holds: boolean, key: string, says: string, value: string, hint: string): readonly Issue[] =>
    holds ? [] : [issue('scenes: option', `${says}, but ${key} is ${value}`, hint, { path: ['scenes', key] })]
  return [
    ...rule(whole(o.size, 2), 'size', 'size is a whole number of pixels, 2 or more', `${o.size}`, 'try 128'),
    ...rule(whole(fewest, 0) && whole(most, fewest), 'objects', '0 <= fewest <= most, both whole', o.objects.join(', '), 'try [10, 40]'),
    ...rule(
      half(shortest) && half(longest) && shortest >= 2 && shortest <= longest && longest <= o.size,
      'sides',
      '2 <= shortest <= longest <= size in steps of ½ pixel',
      o.sides.join(', '),
      `try [2, ${Math.min(32, o.size)}]`,
    ),
    ...rule(
      o.classes.length > 0 && new Set(o.classes).size === o.classes.length,
      'classes',
      'each class once, and at least one',
      o.classes.join(', '),
      `try ${shapeNames.join(', ')}`,
    ),
    ...rule(o.contrast > 0 && o.contrast <= 1.2, 'contrast', '0 < contrast <= 1.2', `${o.contrast}`, 'try 1'),
    ...rule(whole(length, 1), 'length', 'at least one scene', `${length}`, 'try 400'),
  ]
}

const whole = (v: number, least: number): boolean => Number.isSafeInteger(v) && v >= least

const half = (v: number): boolean => Number.isInteger(v * 2)
