import { issue, type Issue } from './issue.ts'
import type { Primitive } from './primitive.ts'
import { here, phaseHere } from './scope.ts'
import { type Axes, type Data, showType, type Tensor, type TensorType } from './tensor.ts'

/** The name of input `i`, for messages: variadic primitives number theirs. */
export const inputName = (p: Primitive, i: number): string => {
  const variadic = p.inputs.at(-1)?.endsWith('…') ?? false
  return variadic && i >= p.inputs.length - 1 ? `${(p.inputs.at(-1) ?? '').replace('…', '')}${String(i)}` : (p.inputs[i] ?? `#${String(i)}`)
}

const broken = (p: Primitive, inputs: readonly Tensor[], params: Data): readonly Issue[] => {
  for (const [code, rule] of Object.entries(p.rules))
    if (!rule.holds(inputs, params))
      return [
        issue(`${p.name} ${code}`, `${rule.says}, but ${rule.found(inputs, params)}`, rule.hint, {
          path: here(),
          evidence: inputs.map((x, i) => [inputName(p, i), showType(x)] as const),
        }),
      ]
  return []
}

/**
 * Applies a primitive. Total: where a rule fails, the result carries the issue and takes the shape of its first input (a leaf keeps
 * its own), and what is built on it is checked no further, so that each mistake speaks once.
 */
export const apply = <I extends readonly Tensor[], P extends Data>(p: Primitive<I, P>, inputs: I, params: P): Tensor => {
  const dependent = inputs.some((x) => x.illTyped)
  const issues = dependent ? [] : broken(p, inputs, params)
  const illTyped = dependent || issues.length > 0
  const [first] = inputs
  const type: TensorType = illTyped && first !== undefined ? { dtype: 'f32', shape: first.shape } : p.type(inputs, params)
  return { primitive: p, inputs, params, dtype: type.dtype, shape: type.shape, scope: here(), phase: phaseHere(), issues, illTyped }
}

/** Is this an f32 tensor? The static axes are the caller's word: they exist in types alone. */
const isFloat = <A extends Axes>(x: Tensor): x is Tensor<'f32', A> => x.dtype === 'f32'

/** States that a tensor is f32 with the axes `A`. */
export const float = <A extends Axes = Axes>(x: Tensor): Tensor<'f32', A> => {
  if (isFloat<A>(x)) return x
  throw new Error(`internal: ${x.primitive.name} gives ${showType(x)} where f32 is meant`)
}
