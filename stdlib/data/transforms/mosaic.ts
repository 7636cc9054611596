import { translate } from '../../boxes/box.ts'
import type { Labelled } from '../picture.ts'
import type { Random } from '../random.ts'
import { blank, drawn } from './canvas.ts'
import { addLost, type Augmented, cutTo, type Keeping, nothingLost } from './keeping.ts'
import { resizeWithin } from './resize.ts'

export interface Mosaic {
  /** How often a picture becomes a mosaic, 0 … 1. */
  readonly probability: number
  /** Side of the square that each of the four pictures is resized into, in pixels; the mosaic is twice as wide and high. */
  readonly cell: number
  readonly keep: Keeping
}

/** The value of pixels that no picture covers, as in YOLO and mmdetection. */
const EMPTY = 114

/** The corner of a quarter that lies at the mosaic's centre: does the picture end there, or begin? */
const quarters = [
  { ends: [true, true] },
  { ends: [false, true] },
  { ends: [true, false] },
  { ends: [false, false] },
] as const satisfies readonly { readonly ends: readonly [boolean, boolean] }[]

/**
 * Four pictures about one point, which is drawn in the middle half of the canvas (each coordinate between ¼ and ¾ of it): the first lies up left of it, the
 * second up right, the third down left, the fourth down right, each with a corner at the point. What leaves the canvas is cut, boxes with it
 * (`cutTo`); what no picture covers is grey. Whether a mosaic is made at all is for the caller to draw, who has to read the others.
 *
 * YOLOv4's, in mmdetection's geometry.
 *
 * @example mosaic({ probability: 1, cell: 400, keep: keepAll })(random(seed, epoch, place))(labelled, [b, c, d])
 */
export const mosaic =
  ({ cell, keep }: Pick<Mosaic, 'cell' | 'keep'>) =>
  (draw: Random) =>
  (from: Labelled, others: readonly [Labelled, Labelled, Labelled]): Augmented => {
    const [cx, cy] = [Math.round(cell * (0.5 + draw.uniform())), Math.round(cell * (0.5 + draw.uniform()))]
    const placed = [from, ...others].map((one, i) => {
      const sized = resizeWithin({ width: cell, height: cell })(one)
      const [endsX, endsY] = quarters[i]?.ends ?? [true, true]
      return { sized, picture: sized.picture, x: endsX ? cx - sized.picture.width : cx, y: endsY ? cy - sized.picture.height : cy }
    })
    const picture = drawn(blank({ width: 2 * cell, height: 2 * cell }, [EMPTY, EMPTY, EMPTY]), placed)
    const moved = placed.map(({ sized, x, y }) => cutTo(keep)(sized, picture, translate(x, y)))
    return {
      picture,
      truth: { boxes: moved.flatMap(({ truth }) => truth.boxes), labels: moved.flatMap(({ truth }) => truth.labels) },
      ignored: { boxes: moved.flatMap(({ ignored }) => ignored.boxes), labels: moved.flatMap(({ ignored }) => ignored.labels) },
      lost: moved.map(({ lost }) => lost).reduce(addLost, nothingLost),
    }
  }
