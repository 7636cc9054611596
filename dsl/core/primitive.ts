import type { Data, DType, Shape, Tensor, TensorType } from './tensor.ts'

/** A numbered typing rule: documentation, verifier and error text in one. Rules run in order; the first that fails speaks. */
export interface Rule<I extends readonly Tensor[], P extends Data> {
  readonly says: string
  holds(inputs: I, params: P): boolean
  /** The two values that disagree, for the message: `but 256 ≠ 128`. */
  found(inputs: I, params: P): string
  readonly hint: string
}

/** A value on the reference target: float64, whatever the dtype, row-major. */
export interface Values {
  readonly data: Float64Array
  readonly shape: Shape
}

/** What TensorFlow.js takes as an attribute of a kernel; its own types want arrays that could be written to. */
export type Attribute = number | boolean | string | Attribute[]
export type Attributes = Record<string, Attribute>

/** One call of a TensorFlow.js kernel. `K` is the target's handle of a value. */
export interface KernelCall<H> {
  readonly kernel: string
  readonly inputs: { readonly [name: string]: H } | readonly H[]
  readonly attrs: Attributes
}

/** What a lowering may look at besides its inputs' handles. */
export interface Site<I extends readonly Tensor[], P extends Data> {
  readonly params: P
  readonly types: Each<I, TensorType>
  readonly out: TensorType
}

/** How a primitive becomes one TensorFlow.js kernel call. */
export interface TfjsLowering<I extends readonly Tensor[], P extends Data> {
  call<H>(inputs: Each<I, H>, site: Site<I, P>): KernelCall<H>
}

/** Element types of TensorFlow that programs meet. */
export type ElementType = 'float' | 'int32' | 'bool' | 'bfloat16' | 'half' | 'resource'

/** @example elementType('i32') // => 'int32' */
export const elementType = (dtype: DType): ElementType => (dtype === 'i32' ? 'int32' : 'float')

/** An attribute of a TensorFlow node, by the kind that its op declares. */
export type NodeAttribute =
  | { readonly type: ElementType }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly types: readonly ElementType[] }
  | { readonly shape: Shape }
export type NodeAttributes = { readonly [name: string]: NodeAttribute }

/** What a lowering to TensorFlow builds nodes with. `H` is the target's handle of a value. */
export interface Nodes<H> {
  /** The first output of an op; `attrs` names every attribute that has no default. */
  op(op: string, inputs: readonly H[], attrs: NodeAttributes): H
  /** A convolution or matrix product over `T`, which a policy may run in 16 bits. */
  product(op: string, inputs: readonly H[], attrs: NodeAttributes): H
  /** An int32 constant: a vector, or what `shape` says. */
  ints(values: readonly number[], shape?: Shape): H
  /** A float constant. */
  scalar(value: number): H
  /** The bytes of a map up to which products that read it again and again find it in a cache; null where it makes no difference. */
  readonly cacheBytes: number | null
}

/** How a primitive becomes TensorFlow nodes. */
export interface TensorFlowLowering<I extends readonly Tensor[], P extends Data> {
  build<H>(nodes: Nodes<H>, inputs: Each<I, H>, site: Site<I, P>): H
}

/** One `A` for each input. */
export type Each<I extends readonly Tensor[], A> = { readonly [K in keyof I]: A }

/** One thunk an input: the cotangent of that input, or null where the output does not depend on it smoothly. */
export type Cotangents<I extends readonly Tensor[]> = Each<I, (() => Tensor) | null>

/**
 * A primitive of the language, in one record. `I` is the tuple of its inputs and `P` its parameters.
 * Members are methods, so that primitives of different `I` and `P` share the type `Primitive`; `apply` keeps each with its own.
 */
export interface Primitive<I extends readonly Tensor[] = readonly Tensor[], P extends Data = Data> {
  readonly name: string
  /** One sentence: what it computes. */
  readonly says: string
  /** Names of the inputs, in order; one name ending in `…` stands for any number. */
  readonly inputs: readonly string[]
  readonly rules: { readonly [code: `C${number}`]: Rule<I, P> }
  /** The type of the output, of inputs that keep the rules. */
  type(inputs: I, params: P): TensorType
  /** The cotangents of the inputs, as graph, given the cotangent `dy` of the output `y`. */
  grad(inputs: I, params: P, dy: Tensor<'f32'>, y: Tensor<'f32'>): Cotangents<I>
  /** Multiply-accumulates, of convolutions and matrix products only. */
  macs?(inputs: Each<I, TensorType>, params: P, out: TensorType): number
  /** Sets of positions over which the primitive is linear jointly, the other inputs held: it commutes with sums taken there. */
  readonly linear?: readonly (readonly number[])[] | 'all'
  /** The meaning, in float64. Inputs come in order; integers are exact. */
  meaning(inputs: Each<I, Values>, params: P, out: TensorType): Float64Array
  /** The same value in simpler primitives, for targets that lack a kernel. */
  decompose?(inputs: I, params: P): Tensor
  /**
   * `leaf`: fed or resident; `alias`: the same bytes under another shape; `decomposed`: always run by its decomposition; `host`: its meaning
   * is run on the host, between two stretches of the target's own work.
   */
  readonly lower: {
    readonly tfjs: TfjsLowering<I, P> | 'leaf' | 'alias' | 'decomposed' | 'host'
    readonly tensorflow: TensorFlowLowering<I, P> | 'leaf' | 'decomposed' | 'host'
  }
}

/** Keeps a record's own input and parameter types while it is written. */
export const primitive = <I extends readonly Tensor[], P extends Data>(p: Primitive<I, P>): Primitive<I, P> => p
