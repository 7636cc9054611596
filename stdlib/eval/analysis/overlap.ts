import type { Boxes } from '../comparison.ts'

/**
 * Intersection of row i of `a` and row j of `b` over their union, or over the area of the first alone; 0 where they only touch. In
 * pycocotools' order of operations.
 */
export const overlapOf = (a: Pick<Boxes, 'bbox'>, i: number, b: Pick<Boxes, 'bbox'>, j: number, over: 'union' | 'first'): number => {
  const [p, q] = [4 * i, 4 * j]
  const [ax, ay, aw, ah] = [a.bbox[p] ?? 0, a.bbox[p + 1] ?? 0, a.bbox[p + 2] ?? 0, a.bbox[p + 3] ?? 0]
  const [bx, by, bw, bh] = [b.bbox[q] ?? 0, b.bbox[q + 1] ?? 0, b.bbox[q + 2] ?? 0, b.bbox[q + 3] ?? 0]
  const w = Math.min(aw + ax, bw + bx) - Math.max(ax, bx)
  if (w <= 0) return 0
  const h = Math.min(ah + ay, bh + by) - Math.max(ay, by)
  if (h <= 0) return 0
  return (w * h) / (over === 'first' ? aw * ah : aw * ah + bw * bh - w * h)
}
