import type { Extent } from '../../boxes/box.ts'
import type { Picture } from '../picture.ts'
import type { Colour } from '../tiles/tiling.ts'

/** A picture and the whole pixel of a canvas at which its top left corner lies; what is outside of the canvas is cut. */
export interface Placed {
  readonly picture: Picture
  readonly x: number
  readonly y: number
}

/** A picture of one colour. */
export const blank = (size: Extent, [red, green, blue]: Colour): Picture => {
  const data = new Uint8Array(size.width * size.height * 3)
  if (red === green && green === blue) data.fill(red)
  else for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i)
  return { ...size, data }
}

/** Pictures drawn over another one, in order. */
export const drawn = (on: Picture, placed: readonly Placed[]): Picture => {
  const data = on.data.slice()
  for (const { picture, x, y } of placed) {
    const [left, right] = [Math.max(0, x), Math.min(on.width, x + picture.width)]
    if (right <= left) continue
    for (let row = Math.max(0, y); row < Math.min(on.height, y + picture.height); row++) {
      const from = 3 * ((row - y) * picture.width + left - x)
      data.set(picture.data.subarray(from, from + 3 * (right - left)), 3 * (row * on.width + left))
    }
  }
  return { width: on.width, height: on.height, data }
}
