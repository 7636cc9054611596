import { offsets, strides } from '../../dsl/core/broadcast.ts'
import type { Shape } from '../../dsl/core/tensor.ts'

/** A typed array, by the one method that keeps its type. */
interface Values<A> {
  readonly [i: number]: number
  map(f: (v: number, i: number) => number): A
}

/** Row-major values with their shape. */
export interface Laid<A> {
  readonly shape: Shape
  readonly data: A
}

const pick = (of: readonly number[], axes: readonly number[]): readonly number[] => axes.map((a) => of[a] ?? 1)

/** Values with the axes in the order `axes` of the source's (numpy's `transpose`); copies. */
const permuted = <A>(shape: Shape, data: Values<A>, axes: readonly number[]): Laid<A> => {
  const from = offsets(pick(shape, axes), pick(strides(shape), axes))
  return { shape: pick(shape, axes), data: data.map((_, i) => data[from[i] ?? 0] ?? 0) }
}

const oihw = [3, 2, 0, 1]
const hwio = [2, 3, 1, 0]
const unmoved = (shape: Shape): readonly number[] => shape.map((_, i) => i)

/** The shape that a value of ours has in PyTorch. @example torchShape([3, 3, 16, 32]) // => [32, 16, 3, 3] */
export const torchShape = (shape: Shape): Shape => (shape.length === 4 ? pick(shape, oihw) : shape)

/**
 * Values as PyTorch lays them out: a convolution's weight, HWIO here, is OIHW there. Other ranks stay as they are. Copies.
 *
 * @example toTorch([1, 2, 1, 2], Float32Array.of(1, 2, 3, 4)) // => { shape: [2, 1, 1, 2], data: Float32Array [1, 3, 2, 4] }
 */
export const toTorch = <A>(shape: Shape, data: Values<A>): Laid<A> => permuted(shape, data, shape.length === 4 ? oihw : unmoved(shape))

/** Inverse of `toTorch`: OIHW becomes HWIO. @example fromTorch([32, 16, 3, 3], w).shape // => [3, 3, 16, 32] */
export const fromTorch = <A>(shape: Shape, data: Values<A>): Laid<A> => permuted(shape, data, shape.length === 4 ? hwio : unmoved(shape))
