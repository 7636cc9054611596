import { apply } from '../core/apply.ts'
import { type Primitive, primitive, type Values } from '../core/primitive.ts'
import type { Tensor, TensorType } from '../core/tensor.ts'

/** A pure function that runs on the host in the middle of a program: matching, sampling, fitting. */
export interface HostFunction {
  /** What it is called; two functions of one name are taken for the same. */
  readonly name: string
  readonly says: string
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[]
  readonly rules?: Primitive['rules']
  readonly type: (inputs: readonly TensorType[]) => TensorType
  /** Row-major values in, row-major values out; on a float32 target they have been rounded to float32. */
  readonly of: (inputs: readonly Values[], out: TensorType) => Float64Array
}

/** Does the host compute it, between two stretches of a target's own work? */
export const isHost = (p: Primitive): boolean => p.lower.tfjs === 'host'

/**
 * A host function as an operation on tensors, typed and checked like any other. It has no gradient: what is built on it is constant in its
 * inputs. A target runs what comes before, calls the function, and goes on.
 *
 * @example host({ name: 'descending', says: 'Sorts.', inputs: ['x'], type: ([x]) => x, of: ([x]) => x.data.toSorted().reverse() })
 */
export const host = (h: HostFunction): ((...inputs: readonly Tensor[]) => Tensor) => {
  const record = primitive<readonly Tensor[], { readonly [key: string]: never }>({
    name: `host ${h.name}`,
    says: h.says,
    inputs: h.inputs,
    rules: h.rules ?? {},
    type: (inputs) => h.type(inputs),
    grad: (inputs) => inputs.map(() => null),
    meaning: (inputs, _, out) => h.of(inputs, out),
    lower: { tfjs: 'host', tensorflow: 'host' },
  })
  return (...inputs) => apply(record, inputs, {})
}
