import { mapTuple } from '../core/boundary.ts'
import { topological } from '../core/graph.ts'
import { at, phaseHere } from '../core/scope.ts'
import { float } from '../core/apply.ts'
import type { Tensor } from '../core/tensor.ts'
import { add } from '../ops/add.ts'
import { constant, leaf } from '../ops/leaf.ts'
import { mul } from '../ops/mul.ts'

/** The phase of what differentiation derives: the node that it is derived from has the same scope, and the phases before it. */
export const gradientPhase = 'gradient'

/** Leaves are the same value wherever their name stands; every other tensor is itself. */
const identity = (x: Tensor): Tensor | string => {
  const l = leaf(x)
  return l === null || l.kind === 'constant' ? x : `${l.kind} ${l.data.name}`
}

/**
 * Reverse-mode gradient of a scalar (of another tensor, of the sum of its elements) with respect to any tensors, as graph: ∂loss/∂x for each of `wrt`, zeros where the loss
 * does not depend on one. The derivative at a tensor is the total one: it includes the paths through other members of `wrt`.
 * The gradient of an ill-typed loss is built on it, so that it carries the loss's issues and no more.
 * A cotangent that two uses share is accumulated before it is passed on.
 *
 * @example const [dw] = grad(total(square(w)), [w])   // 2·w
 */
export const grad = <const T extends readonly Tensor<'f32'>[]>(loss: Tensor<'f32'>, wrt: T): { readonly [K in keyof T]: T[K] } => {
  if (loss.illTyped) return mapTuple<T, { readonly [K in keyof T]: T[K] }>(wrt, (x) => mul(x, loss))
  const wanted = new Set(wrt.map(identity))
  const order = topological([loss])
  const depends = new Set<Tensor>()
  for (const x of order) if (wanted.has(identity(x)) || x.inputs.some((i) => depends.has(i))) depends.add(x)

  const cotangents = new Map<Tensor | string, Tensor<'f32'>>()
  const accumulate = (x: Tensor, d: Tensor<'f32'>): void => {
    const key = identity(x)
    const before = cotangents.get(key)
    cotangents.set(key, before === undefined ? d : add(before, d))
  }
  if (depends.has(loss)) accumulate(loss, constant(1, loss.shape))
  for (const y of order.toReversed()) {
    const dy = cotangents.get(identity(y))
    if (dy === undefined || !depends.has(y) || y.inputs.length === 0) continue
    at({ scope: y.scope, phase: [...phaseHere(), ...y.phase, gradientPhase] }, () => {
      const rules = y.primitive.grad(y.inputs, y.params, dy, float(y))
      y.inputs.forEach((x, i) => {
        const rule = depends.has(x) ? rules[i] : null
        if (rule !== null && rule !== undefined) accumulate(x, float(rule()))
      })
    })
  }
  return mapTuple<T, { readonly [K in keyof T]: T[K] }>(wrt, (x) => cotangents.get(identity(x)) ?? constant(0, x.shape))
}
