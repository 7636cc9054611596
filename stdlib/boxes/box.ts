/** A box in continuous pixels of its image: x to the right, y down, `x2 = x1 + width` (no +1). */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number]

/** Width and height of an image or a canvas, in pixels. */
export interface Extent {
  readonly width: number
  readonly height: number
}

/** Width of a box in pixels. */
export const width = ([x1, , x2]: Box): number => x2 - x1

/** Height of a box in pixels. */
export const height = ([, y1, , y2]: Box): number => y2 - y1

/**
 * Area in px²; 0 for a box of no size, also where its corners are swapped.
 *
 * @example area([1, 1, 3, 4]) // => 6
 */
export const area = (b: Box): number => Math.max(0, width(b)) * Math.max(0, height(b))

/**
 * The part of a box inside an image; a box outside of it becomes a box of no area on the nearest edge.
 *
 * @example clip({ width: 10, height: 10 })([-2, 3, 4, 20]) // => [0, 3, 4, 10]
 */
export const clip =
  (to: Extent) =>
  ([x1, y1, x2, y2]: Box): Box => {
    const inside = (v: number, end: number): number => Math.min(Math.max(v, 0), end)
    return [inside(x1, to.width), inside(y1, to.height), inside(x2, to.width), inside(y2, to.height)]
  }

/**
 * Mirrors left and right in an image of this width.
 *
 * @example flipHorizontally(10)([1, 2, 3, 4]) // => [7, 2, 9, 4]
 */
export const flipHorizontally =
  (imageWidth: number) =>
  ([x1, y1, x2, y2]: Box): Box => [imageWidth - x2, y1, imageWidth - x1, y2]

/**
 * Mirrors top and bottom in an image of this height.
 *
 * @example flipVertically(10)([1, 2, 3, 4]) // => [1, 6, 3, 8]
 */
export const flipVertically =
  (imageHeight: number) =>
  ([x1, y1, x2, y2]: Box): Box => [x1, imageHeight - y2, x2, imageHeight - y1]

/**
 * Moves a box by so many pixels.
 *
 * @example translate(2, -1)([1, 1, 2, 2]) // => [3, 0, 4, 1]
 */
export const translate =
  (byX: number, byY: number) =>
  ([x1, y1, x2, y2]: Box): Box => [x1 + byX, y1 + byY, x2 + byX, y2 + byY]

/**
 * Multiplies the coordinates, as a resize by these factors does.
 *
 * @example scale(2, 3)([1, 1, 2, 2]) // => [2, 3, 4, 6]
 */
export const scale =
  (byX: number, byY: number) =>
  ([x1, y1, x2, y2]: Box): Box => [x1 * byX, y1 * byY, x2 * byX, y2 * byY]
