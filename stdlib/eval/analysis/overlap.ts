import type { Boxes } from '../comparison.ts'
import { entry } from '../entry.ts'

/**
 * Intersection of row i of `a` and row j of `b` over their union, or over the area of the first alone; 0 where they only touch. In
 * pycocotools' order of operations.
 */
export const overlapOf = (a: Pick<Boxes, 'bbox'>, i: number, b: Pick<Boxes, 'bbox'>, j: number, over: 'union' | 'first'): number => {
  const [ax, ay, aw, ah] = [entry(a.bbox, 4 * i), entry(a.bbox, 4 * i + 1), entry(a.bbox, 4 * i + 2), entry(a.bbox, 4 * i + 3)]
  const [bx, by, bw, bh] = [entry(b.bbox, 4 * j), entry(b.bbox, 4 * j + 1), entry(b.bbox, 4 * j + 2), entry(b.bbox, 4 * j + 3)]
  const w = Math.min(aw + ax, bw + bx) - Math.max(ax, bx)
  if (w <= 0) return 0
  const h = Math.min(ah + ay, bh + by) - Math.max(ay, by)
  if (h <= 0) return 0
  return (w * h) / (over === 'first' ? aw * ah : aw * ah + bw * bh - w * h)
}
