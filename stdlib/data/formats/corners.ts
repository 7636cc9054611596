import type { Box } from '../../boxes/box.ts'
import type { Corners } from '../dataset.ts'

/** The smallest horizontal box around corners. @example around([1, 2, 5, 0, 6, 3, 2, 7]) // => [1, 0, 6, 7] */
export const around = ([x1, y1, x2, y2, x3, y3, x4, y4]: Corners): Box => [
  Math.min(x1, x2, x3, x4),
  Math.min(y1, y2, y3, y4),
  Math.max(x1, x2, x3, x4),
  Math.max(y1, y2, y3, y4),
]

/** The corners of a horizontal box, clockwise from the upper left as one sees it. @example cornersOf([0, 1, 2, 3]) // => [0, 1, 2, 1, 2, 3, 0, 3] */
export const cornersOf = ([x1, y1, x2, y2]: Box): Corners => [x1, y1, x2, y1, x2, y2, x1, y2]
