import type { Tensor } from '../core/tensor.ts'

/** Is each of these an axis of x, named once? */
export const areAxes = (x: Tensor, axes: readonly number[]): boolean =>
  new Set(axes).size === axes.length && axes.every((a) => Number.isInteger(a) && a >= 0 && a < x.shape.length)
