import type { Nodes } from '../../core/primitive.ts'

/** A value times a power of two, and the power. */
export interface Scaled<H> {
  readonly value: H
  readonly scale: H
}

const float = { T: { type: 'float' } } as const

/** Below it, a largest magnitude counts as this: its square is still far from the ends of float's range. */
const least = 2 ** -40

/**
 * A value whose largest magnitude lies in (1/8, 1/4]: what half precision holds of it is exact to 11 bits down to a millionth of that, and no
 * sum of up to a million products of two such values overflows. The scale is a power of two, so that it rounds nothing. Infinity gives NaN.
 *
 * It is loss scaling (Micikevicius et al., 2018, "Mixed precision training", section 3.2) for each operand alone. One scale for a whole loss has to
 * be found by trial, with steps that are skipped on the way, and the inner gradients of a method would need scales of their own.
 */
export const scaled = <H>(nodes: Pick<Nodes<H>, 'op' | 'ints' | 'scalar'>, h: H): Scaled<H> => {
  const { op, ints, scalar } = nodes
  const flat = op('Reshape', [h, ints([-1])], { ...float, Tshape: { type: 'int32' } })
  const largest = op('Max', [op('Abs', [flat], float), ints([0])], { ...float, Tidx: { type: 'int32' }, keep_dims: { bool: false } })
  const logarithm = op('Mul', [op('Log', [op('Maximum', [largest, scalar(least)], float)], float), scalar(Math.LOG2E)], float)
  const scale = op('Pow', [scalar(2), op('Sub', [scalar(-2), op('Ceil', [logarithm], float)], float)], float)
  return { value: op('Mul', [h, scale], float), scale }
}
