import type { ElementType, NodeAttribute } from '../../core/primitive.ts'
import type { Shape } from '../../core/tensor.ts'

/** A constant's numbers: one for every element, or one each. */
export interface TensorValue {
  readonly type: 'float' | 'int32'
  readonly shape: Shape
  readonly values: number | readonly number[]
}

/** What a node may say about itself; a shape of null is any shape. */
export type Attribute = NodeAttribute | { readonly tensor: TensorValue } | { readonly shape: Shape | null }

/** One node of a TensorFlow graph. Inputs are names of nodes, `^name` of nodes that only run before. */
export interface NodeDef {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly attrs: { readonly [name: string]: Attribute }
}

/** A tensor at the edge of the graph. */
export interface Port {
  readonly node: string
  readonly type: 'float' | 'int32'
  readonly shape: Shape
}

/** Ports under names for callers. */
export type Ports = { readonly [name: string]: Port }

/** What is fed and fetched together. */
export interface Signature {
  readonly inputs: Ports
  readonly outputs: Ports
}

/** Numbers of TensorFlow's `DataType`. */
export const dataTypes: { readonly [T in ElementType]: number } = { float: 1, int32: 3, bool: 10, bfloat16: 14, half: 19, resource: 20 }
