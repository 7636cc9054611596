import { expect } from 'vitest'
import { size, type Tensor } from '../../dsl/core/tensor.ts'
import { constant, leaf } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { total } from '../../dsl/ops/sum.ts'
import { type Bindings, evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { fractions } from './generators/numbers.ts'
import { tolerances } from './tolerances.ts'

type Float = Tensor<'f32'>

export const nameOf = (x: Tensor): string => {
  const l = leaf(x)
  return l === null || l.kind === 'constant' ? '' : l.data.name
}

/** ⟨a, b⟩ in float64. */
export const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((s, v, i) => s + v * (b[i] ?? 0), 0)

/** The value of a scalar graph. */
export const valueAt = (loss: Tensor, bindings: Bindings): number => evaluate({ loss }, bindings).loss.data[0] ?? NaN

const moved = (bindings: Bindings, along: Bindings, h: number): Bindings => ({
  ...bindings,
  ...Object.fromEntries(
    Object.entries(along).map(([name, v]) => [name, Float64Array.from(bindings[name] ?? [], (x, i) => x + h * (v[i] ?? 0))]),
  ),
})

/** The derivative of a scalar graph along a direction: (f(+h) − f(−h)) / 2h, which is exact for linear f. */
export const central = (loss: Tensor, bindings: Bindings, along: Bindings, h: number): number =>
  (valueAt(loss, moved(bindings, along, h)) - valueAt(loss, moved(bindings, along, -h))) / (2 * h)

/** The same with an error of order h⁴: (4·central(h) − central(2h)) / 3, the five-point central difference. */
export const fivePoint = (loss: Tensor, bindings: Bindings, along: Bindings, h: number): number =>
  (4 * central(loss, bindings, along, h) - central(loss, bindings, along, 2 * h)) / 3

/** ⟨x, u⟩ with a fixed u in ±2 for each name. */
export const weighed = (x: Float, u: string): Float => total(mul(x, constant([...fractions(u, size(x.shape))], x.shape)))

/** ⟨v, ∇f⟩ against the difference of f along v, for each of `xs` alone. */
export const agrees = (loss: Float, xs: readonly Float[], bindings: Bindings, exact: (x: Float) => boolean): void => {
  const gradients = evaluate(Object.fromEntries(grad(loss, xs).map((g, i) => [nameOf(xs[i] ?? g), g])), bindings)
  for (const x of xs) {
    const name = nameOf(x)
    const v = fractions(`direction ${name}`, size(x.shape)).map((d) => d / 2)
    const bySlope = exact(x) ? central(loss, bindings, { [name]: v }, 1) : fivePoint(loss, bindings, { [name]: v }, 2 ** -11)
    const byGraph = inner(v, gradients[name]?.data ?? [])
    const tolerance = exact(x) ? tolerances.linear : tolerances.curved
    expect(
      Math.abs(bySlope - byGraph),
      `along ${name}: by differences ${String(bySlope)}, by graph ${String(byGraph)}`,
    ).toBeLessThanOrEqual(tolerance * (1 + Math.abs(bySlope)))
  }
}
