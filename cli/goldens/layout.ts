import { offsets, strides } from '../../dsl/core/broadcast.ts'
import { type Shape } from '../../dsl/core/tensor.ts'

/** How a golden tensor lies: PyTorch's NCHW features and OIHW weights are NHWC and HWIO here; `plain` ones lie as ours do. */
export type Layout = 'feature' | 'weight' | 'plain'

/** Which of PyTorch's axes stands at each place of ours. */
const axes: { readonly [L in Exclude<Layout, 'plain'>]: readonly number[] } = { feature: [0, 2, 3, 1], weight: [2, 3, 1, 0] }

const orderOf = (layout: Layout, rank: number): readonly number[] =>
  layout === 'plain' || rank !== 4 ? Array.from({ length: rank }, (_, i) => i) : axes[layout]

const pick = (of: readonly number[], order: readonly number[]): readonly number[] => order.map((a) => of[a] ?? 1)

/** The shape here of what PyTorch lays out as `shape`. @example ourShape('weight', [32, 16, 3, 3]) // => [3, 3, 16, 32] */
export const ourShape = (layout: Layout, shape: Shape): Shape => pick(shape, orderOf(layout, shape.length))

/** Inverse of `ourShape`. @example theirShape('feature', [2, 8, 8, 32]) // => [2, 32, 8, 8] */
export const theirShape = (layout: Layout, shape: Shape): Shape => {
  const order = orderOf(layout, shape.length)
  return shape.map((_, axis) => shape[order.indexOf(axis)] ?? 1)
}

/** PyTorch's values in our order, in float64. */
export const ourValues = (layout: Layout, shape: Shape, data: ArrayLike<number>): Float64Array => {
  const order = orderOf(layout, shape.length)
  const from = offsets(pick(shape, order), pick(strides(shape), order))
  return Float64Array.from(from, (k) => data[k] ?? NaN)
}
