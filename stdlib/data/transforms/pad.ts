import type { Extent } from '../../boxes/box.ts'
import type { Labelled } from '../picture.ts'
import type { Colour } from '../tiles/tiling.ts'
import { blank, drawn } from './canvas.ts'

/**
 * The size rounded up to multiples, as the levels of a pyramid want it.
 *
 * @example multipleOf(32)({ width: 750, height: 800 }) // => { width: 768, height: 800 }
 */
export const multipleOf =
  (step: number) =>
  ({ width, height }: Extent): Extent => ({ width: Math.ceil(width / step) * step, height: Math.ceil(height / step) * step })

/**
 * Adds pixels of one value on the right and at the bottom; boxes stay where they are. A picture that is larger than `to` on an axis keeps its
 * size on that axis. (A batch pads with zeros after normalising, as mmdetection does, and needs none of this.)
 *
 * @example pad(multipleOf(32)(labelled.picture), [124, 116, 104])(labelled)
 */
export const pad =
  (to: Extent, value: Colour) =>
  (from: Labelled): Labelled => {
    const size = { width: Math.max(to.width, from.picture.width), height: Math.max(to.height, from.picture.height) }
    return { ...from, picture: drawn(blank(size, value), [{ picture: from.picture, x: 0, y: 0 }]) }
  }
