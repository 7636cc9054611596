import { type Box, height, width } from '../../boxes/box.ts'
import type { Random } from '../random.ts'
import { PLACE, type PlacedShape, SIDE, type ShapeName, shapes } from './shapes.ts'

export interface Arrangement {
  /** Width and height of the scene in pixels. */
  readonly size: number
  /** Fewest and most objects. */
  readonly objects: readonly [number, number]
  /** Shortest and longest side of an object in pixels; up to `size`. */
  readonly sides: readonly [number, number]
  readonly classes: readonly ShapeName[]
  /** Multiplies the colour that sets objects apart from the clutter. */
  readonly contrast: number
}

const TRIES = 200

/**
 * Where the objects of a scene stand, larger first. Their number is uniform, sides are log-uniform, so that each octave gets as many. No
 * object touches another, but on one of another class and at least four times its length. Where no place is left, a smaller one is tried;
 * a scene that is full after 200 tries holds fewer.
 */
export const arrange = (o: Arrangement, random: Random): readonly PlacedShape[] => {
  const [fewest, most] = o.objects
  const [shortest, longest] = o.sides
  const count = fewest + random.integer(most - fewest + 1)
  const sides = Array.from({ length: count }, () => logUniform(random, shortest, longest)).sort((a, b) => b - a)
  return sides.reduce<readonly PlacedShape[]>((placed, side) => {
    const found = place(o, random, placed, side)
    return found === undefined ? placed : [...placed, found]
  }, [])
}

const logUniform = (random: Random, from: number, to: number): number => snapped(from * (to / from) ** random.uniform(), SIDE, from, to)

const snapped = (v: number, step: number, from: number, to: number): number => Math.min(to, Math.max(from, Math.round(v / step) * step))

const place = (o: Arrangement, random: Random, placed: readonly PlacedShape[], side: number): PlacedShape | undefined => {
  for (let t = 0; t < TRIES; t++) {
    const candidate = propose(o, random, t < TRIES / 4 ? side : logUniform(random, o.sides[0], side))
    if (candidate !== undefined && placed.every((other) => apart(candidate, other))) return candidate
  }
  return undefined
}

const propose = (o: Arrangement, random: Random, side: number): PlacedShape | undefined => {
  const shape = o.classes[random.integer(o.classes.length)]
  if (shape === undefined) return undefined
  const other = shapes[shape].square ? side : snapped(side * (0.4 + 0.4 * random.uniform()), SIDE, o.sides[0], side)
  const [w, h] = random.uniform() < 0.5 ? [side, other] : [other, side]
  const corner = (length: number): number => random.integer((o.size - length) / PLACE + 1) * PLACE
  const [x, y] = [corner(w), corner(h)]
  return { shape, box: [x, y, x + w, y + h], contrast: o.contrast * (0.7 + 0.6 * random.uniform()) }
}

/** One pixel lies between, so that no pixel is of two objects. */
const apart = (a: PlacedShape, b: PlacedShape): boolean =>
  disjoint(a.box, b.box) || (a.shape !== b.shape && 4 * longer(a.box) <= longer(b.box))

const disjoint = (a: Box, b: Box): boolean => a[2] + 1 <= b[0] || b[2] + 1 <= a[0] || a[3] + 1 <= b[1] || b[3] + 1 <= a[1]

const longer = (box: Box): number => Math.max(width(box), height(box))
