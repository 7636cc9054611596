import { area, type Box, clip, height, width } from '../../boxes/box.ts'
import type { Labelled, Picture } from '../picture.ts'
import type { Truth } from '../samples.ts'

/** Which objects that the edge of a cut crosses are still learned. Both conditions have to hold. */
export interface Keeping {
  /** The least part of its area that is left, 0 … 1; at 0 any part of positive area is enough, which is DETR's rule. */
  readonly part: number
  /** The least width and height of what is left, in pixels of the cut picture. */
  readonly side: number
}

/** Everything of which some area is left. */
export const keepAll: Keeping = { part: 0, side: 0 }

/** Objects that a transform took away, counted. */
export interface Lost {
  /** No area of them is in the picture any more. */
  readonly outside: number
  /** Too little of them is left to learn: what is left is ignored from then on. */
  readonly cut: number
}

export const nothingLost: Lost = { outside: 0, cut: 0 }

export const addLost = (a: Lost, b: Lost): Lost => ({ outside: a.outside + b.outside, cut: a.cut + b.cut })

/** A labelled picture after a transform that can lose objects. */
export interface Augmented extends Labelled {
  readonly lost: Lost
}

/** The same picture, from which nothing was lost. */
export const unlost = (from: Labelled): Augmented => ({ ...from, lost: nothingLost })

const kept = ({ part, side }: Keeping, whole: Box, left: Box): boolean =>
  width(left) >= side && height(left) >= side && area(left) >= part * area(whole)

/** Boxes and labels of those that hold, in order. */
const chosen = (truth: Truth, holds: (i: number) => boolean): Truth => ({
  boxes: truth.boxes.filter((_, i) => holds(i)),
  labels: truth.labels.filter((_, i) => holds(i)),
})

/**
 * A part of a scene: every box follows (`follow` maps it into pixels of the new picture) and is clipped there. Objects without area are gone and
 * counted `outside`; those that `keep` refuses are counted `cut`, and what is left of them becomes an ignored box, since it is still to be seen.
 * Ignored boxes stay where some area of them is left.
 */
export const cutTo =
  (keep: Keeping) =>
  (from: Labelled, picture: Picture, follow: (box: Box) => Box): Augmented => {
    const within = clip(picture)
    const whole = from.truth.boxes.map(follow)
    const truth: Truth = { boxes: whole.map(within), labels: from.truth.labels }
    const ignored: Truth = { boxes: from.ignored.boxes.map((b) => within(follow(b))), labels: from.ignored.labels }
    const seen = truth.boxes.map((b) => area(b) > 0)
    const learned = truth.boxes.map((b, i) => seen[i] === true && kept(keep, whole[i] ?? b, b))
    const cut = chosen(truth, (i) => seen[i] === true && learned[i] === false)
    const stay = chosen(ignored, (i) => area(ignored.boxes[i] ?? [0, 0, 0, 0]) > 0)
    return {
      picture,
      truth: chosen(truth, (i) => learned[i] === true),
      ignored: { boxes: [...stay.boxes, ...cut.boxes], labels: [...stay.labels, ...cut.labels] },
      lost: { outside: seen.filter((s) => !s).length, cut: cut.boxes.length },
    }
  }
