import type { Tensor } from '../../dsl/core/tensor.ts'
import { type Bindings, evaluate } from '../../dsl/targets/reference/evaluate.ts'

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
