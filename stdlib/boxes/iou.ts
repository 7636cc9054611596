import { type Box, area } from './box.ts'

/** Area in px² that two boxes share; 0 where they only touch. */
export const intersection = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))

/**
 * Intersection over union (IoU), in [0, 1]; 0 for two boxes of no area.
 *
 * @example iou([0, 0, 10, 10], [2, 2, 14, 12]) // => 0.41025641025641024
 */
export const iou = (a: Box, b: Box): number => {
  const shared = intersection(a, b)
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared)
}
