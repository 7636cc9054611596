import type { Box } from '../boxes/box.ts'
import type { Picture } from './picture.ts'
import type { Colour } from './tiles/tiling.ts'

/**
 * The pixels of a window, whose sides are whole; `fill` where it lies beyond the picture.
 *
 * @example crop([0, 0, 2, 2])(picture).data.length // => 12
 */
export const crop =
  ([x1, y1, x2, y2]: Box, fill: Colour = [0, 0, 0]) =>
  ({ width, height, data }: Picture): Picture => {
    const to = { width: x2 - x1, height: y2 - y1 }
    const out = new Uint8Array(to.width * to.height * 3)
    const [left, right] = [Math.max(x1, 0), Math.min(x2, width)]
    const beyond = left > x1 || right < x2 || y1 < 0 || y2 > height
    if (beyond && fill.some((v) => v !== 0)) for (let i = 0; i < out.length; i++) out[i] = fill[i % 3] ?? 0
    for (let y = Math.max(y1, 0); y < Math.min(y2, height) && left < right; y++)
      out.set(data.subarray(3 * (y * width + left), 3 * (y * width + right)), 3 * ((y - y1) * to.width + left - x1))
    return { ...to, data: out }
  }
