import { area, type Box, translate } from '../../boxes/box.ts'
import { intersection } from '../../boxes/iou.ts'
import { crop } from '../crop.ts'
import type { Labelled, Picture } from '../picture.ts'
import type { Random } from '../random.ts'
import { drawn, type Placed } from './canvas.ts'

export interface CopyPaste {
  /** How often a picture gets copies, 0 … 1. */
  readonly probability: number
  /** Copies at most. */
  readonly copies: number
  /** Objects are copied whose √area is at most this, in pixels. */
  readonly size: number
  /** Whether objects of another picture, drawn at random, are copied beside the picture's own. */
  readonly others: boolean
  /** The largest part of an object, its own or another's, that a copy and the object may share, 0 … 1. */
  readonly overlap: number
}

/** Places that are tried for a copy before it is given up. */
const TRIES = 30

/** An object's pixels, and where its box lies in them. */
interface Patch {
  readonly picture: Picture
  readonly box: Box
  readonly label: number
}

/** The pixels that a box touches. */
const around = ([x1, y1, x2, y2]: Box): Box => [Math.floor(x1), Math.floor(y1), Math.ceil(x2), Math.ceil(y2)]

/** Small objects whose pixels hold no part of another object, learned or ignored. */
const patches = (size: number, { picture, truth, ignored }: Labelled): readonly Patch[] =>
  truth.boxes.flatMap((box, i) => {
    const cut = around(box)
    const alone =
      truth.boxes.every((other, j) => j === i || intersection(cut, other) === 0) &&
      ignored.boxes.every((other) => intersection(cut, other) === 0)
    if (!alone || area(box) === 0 || Math.sqrt(area(box)) > size) return []
    const [x, y] = [cut[0], cut[1]]
    return [
      {
        picture: crop(cut)(picture),
        box: translate(-x, -y)(box),
        label: truth.labels[i] ?? 0,
      },
    ]
  })

const free = (overlap: number, taken: readonly Box[], box: Box): boolean =>
  taken.every((other) => intersection(other, box) <= overlap * Math.min(area(other), area(box)))

const copied = (
  draw: Random,
  on: Picture,
  overlap: number,
  patch: Patch,
  taken: readonly Box[],
): (Placed & { readonly box: Box }) | undefined => {
  const { width, height } = patch.picture
  if (width > on.width || height > on.height) return undefined
  for (let n = 0; n < TRIES; n++) {
    const [x, y] = [draw.integer(on.width - width + 1), draw.integer(on.height - height + 1)]
    const box = translate(x, y)(patch.box)
    // The pixels of the patch cover what lies under them, so that they decide, not the box alone.
    if (free(overlap, taken, [x, y, x + width, y + height])) return { picture: patch.picture, x, y, box }
  }
  return undefined
}

/**
 * Copies small objects to free places of the picture: rectangles of whole pixels about their boxes, unchanged, at whole offsets, so that a box lies on its
 * copy as on its object. Objects come from the picture and from `others`; each copy draws one, then up to 30 places, and is given up where all are taken.
 * Truth keeps its order, copies after it. Whether copies are made at all is for the caller to draw.
 *
 * After Kisantal et al. (2019), without masks: the pixels about an object come with it.
 *
 * @example copyPaste({ probability: 1, copies: 5, size: 32, others: true, overlap: 0 })(random(seed, epoch, place))(labelled, [another])
 */
export const copyPaste =
  ({ copies, size, overlap }: Pick<CopyPaste, 'copies' | 'size' | 'overlap'>) =>
  (draw: Random) =>
  (from: Labelled, others: readonly Labelled[]): Labelled => {
    const sources = [from, ...others].flatMap((one) => patches(size, one))
    if (sources.length === 0) return from
    const made: (Placed & { readonly box: Box; readonly label: number })[] = []
    for (let n = 0; n < copies; n++) {
      const patch = sources[draw.integer(sources.length)]
      if (patch === undefined) continue
      const taken = [...from.truth.boxes, ...from.ignored.boxes, ...made.map(({ box }) => box)]
      const found = copied(draw, from.picture, overlap, patch, taken)
      if (found !== undefined) made.push({ ...found, label: patch.label })
    }
    return {
      picture: made.length === 0 ? from.picture : drawn(from.picture, made),
      truth: {
        boxes: [...from.truth.boxes, ...made.map(({ box }) => box)],
        labels: [...from.truth.labels, ...made.map(({ label }) => label)],
      },
      ignored: from.ignored,
    }
  }
