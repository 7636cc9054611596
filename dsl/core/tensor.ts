import type { Issue } from './issue.ts'
import type { Primitive } from './primitive.ts'
import type { Place } from './scope.ts'

/** Element types of the language. Masks and flags are f32 zeros and ones; i32 is for class indices. */
export type DType = 'f32' | 'i32'

/** Concrete extents, outermost first. Images and features are NHWC. */
export type Shape = readonly number[]

/** Names of a tensor's axes, e.g. `['image', 'row P3', 'column P3', 'channel']`: the rank and the pyramid level, in the type. */
export type Axes = readonly string[]

/** Plain data: what a primitive's parameters are made of. It prints, compares and hashes by its JSON. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data | undefined }

/**
 * A value of the language: the application of a primitive to other tensors. Building one computes nothing.
 * An ill-typed application is a tensor too: it carries its own issues, which `compile` gathers.
 */
export interface Tensor<D extends DType = DType, A extends Axes = Axes> extends Place {
  readonly primitive: Primitive
  readonly inputs: readonly Tensor[]
  readonly params: Data
  readonly dtype: D
  readonly shape: Shape
  readonly issues: readonly Issue[]
  /** The tensor, or something that it is built on, breaks a rule: nothing further is checked on it. */
  readonly illTyped: boolean
  /** Static only: absent at run time. */
  readonly axes?: A
}

/** A dtype and a shape: what a primitive's typing rule gives. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** How many elements a shape has. @example size([2, 3, 4]) // => 24 */
export const size = (shape: Shape): number => shape.reduce((n, d) => n * d, 1)

/** Extent of axis `i`, counted from the end when negative; an absent axis has extent 1. @example extent([2, 3], -1) // => 3 */
export const extent = (shape: Shape, i: number): number => shape.at(i) ?? 1

/** Bytes that a value of this type occupies on a float32 target. */
export const bytes = (t: TensorType): number => 4 * size(t.shape)

/** Is every extent a positive integer? */
export const isShape = (shape: Shape): boolean => shape.every((d) => Number.isInteger(d) && d > 0)

/** Are the shapes equal? */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i])

/** @example showType({ dtype: 'f32', shape: [2, 3] }) // => 'f32[2, 3]' */
export const showType = (t: TensorType): string => `${t.dtype}[${t.shape.join(', ')}]`
