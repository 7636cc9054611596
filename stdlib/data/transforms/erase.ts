import type { Box } from '../../boxes/box.ts'
import type { Labelled, Picture } from '../picture.ts'
import { nothing } from '../samples.ts'

/** Calls `f` with each run of pixels that a box touches, by where it begins and ends in a list of a picture's pixels. */
const eachRow = ({ width, height }: Picture, [x1, y1, x2, y2]: Box, f: (from: number, to: number) => void): void => {
  const [left, right] = [Math.max(0, Math.floor(x1)), Math.min(width, Math.ceil(x2))]
  if (left >= right) return
  for (let y = Math.max(0, Math.floor(y1)); y < Math.min(height, Math.ceil(y2)); y++) f(y * width + left, y * width + right)
}

/** Which pixels belong to an object that is learned. */
const learned = ({ picture, truth }: Labelled): Uint8Array => {
  const mask = new Uint8Array(picture.width * picture.height)
  for (const box of truth.boxes) eachRow(picture, box, (from, to) => mask.fill(1, from, to))
  return mask
}

const channels = [0, 1, 2] as const

/**
 * The picture without what is ignored, as TinyPerson's makers train: every pixel that the box of an ignored region touches gets the region's mean colour, and is
 * background from then on. Where regions overlap, the later one is seen.
 *
 * Ours: pixels that the box of a learned object touches stay, and do not count for the mean. Of a region that a tile cuts, the mean is that of its part there;
 * TinyPerson's are erased before images are cut.
 *
 * @example erased({ picture, truth: nothing, ignored: { boxes: [[0, 0, 8, 8]], labels: [-1] } })
 */
export const erased = (from: Labelled): Labelled => {
  const { picture, truth, ignored } = from
  if (ignored.boxes.length === 0) return from
  const stays = learned(from)
  const data = picture.data.slice()
  for (const region of ignored.boxes) {
    const each = (f: (pixel: number) => void): void => {
      eachRow(picture, region, (first, end) => {
        for (let pixel = first; pixel < end; pixel++) if (stays[pixel] === 0) f(pixel)
      })
    }
    const sum = [0, 0, 0]
    let count = 0
    each((pixel) => {
      count += 1
      for (const c of channels) sum[c] = (sum[c] ?? 0) + (picture.data[3 * pixel + c] ?? 0)
    })
    const mean = sum.map((s) => Math.round(s / Math.max(1, count)))
    each((pixel) => {
      data.set(mean, 3 * pixel)
    })
  }
  return { picture: { ...picture, data }, truth, ignored: nothing }
}
