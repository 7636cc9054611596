/** The cells of one pyramid level: `height` rows of `width`, cell (i, j) at (j·stride, i·stride) in the network's input. */
export interface Grid {
  readonly stride: number
  readonly height: number
  readonly width: number
}

/** A grid with a point in each cell, at ((j + offset)·stride, (i + offset)·stride): in its corner (0, torchvision) or its centre (½, mmdetection). */
export interface Points extends Grid {
  readonly offset: 0 | 0.5
}

/** Indices `from`, `from + 1`, … up to but not including `to`; none when `to <= from`. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The part of a span that lies on an axis of `count` cells. */
export const within = (count: number, { from, to }: Span): Span => ({ from: Math.max(0, from), to: Math.min(count, to) })

/** The smallest integer k with k·step >= v. A quotient rounds, a product of small integers does not; so the guess is checked by products. */
export const firstFrom = (v: number, step: number): number => {
  const guess = Math.ceil(v / step)
  if ((guess - 1) * step >= v) return guess - 1
  return guess * step < v ? guess + 1 : guess
}

/** The largest integer k with k·step <= v. */
export const lastUpTo = (v: number, step: number): number => -firstFrom(-v, step)
