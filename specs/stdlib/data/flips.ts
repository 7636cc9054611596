import * as boxes from '../../../stdlib/boxes/box.ts'
import { type Labelled, type Picture, redrawn } from '../../../stdlib/data/picture.ts'

const across = ({ width, height, data: from }: Picture): Picture => {
  const data = new Uint8Array(from.length)
  for (let y = 0, at = 0; y < height; y++)
    for (let to = 3 * ((y + 1) * width - 1), end = 3 * y * width; to >= end; to -= 3, at += 3) {
      data[to] = from[at] ?? 0
      data[to + 1] = from[at + 1] ?? 0
      data[to + 2] = from[at + 2] ?? 0
    }
  return { width, height, data }
}

const down = ({ width, height, data: from }: Picture): Picture => {
  const data = new Uint8Array(from.length)
  const line = 3 * width
  for (let y = 0; y < height; y++) data.set(from.subarray(y * line, (y + 1) * line), (height - 1 - y) * line)
  return { width, height, data }
}

/** Mirrors left and right, pixel by pixel: what a batch must hold of a flipped picture. */
export const flipHorizontally = (from: Labelled): Labelled =>
  redrawn(from, across(from.picture), boxes.flipHorizontally(from.picture.width))

/** Mirrors top and bottom. */
export const flipVertically = (from: Labelled): Labelled => redrawn(from, down(from.picture), boxes.flipVertically(from.picture.height))
