import { apply, float } from '../../../dsl/core/apply.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { add } from '../../../dsl/ops/add.ts'
import { div } from '../../../dsl/ops/div.ts'
import { constant } from '../../../dsl/ops/leaf.ts'
import { maximum } from '../../../dsl/ops/maximum.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { sub } from '../../../dsl/ops/sub.ts'
import type { Line } from './lines.ts'
import type { Supply } from './supply.ts'

/** Sets of positions over which a node is linear jointly. */
export const linearSets = (x: Tensor): readonly (readonly number[])[] =>
  x.primitive.linear === 'all' ? [x.inputs.map((_, i) => i)] : (x.primitive.linear ?? [])

/** The same expression declared again from its leaves up, which are the same values by their names. */
const again = (x: Tensor): Tensor => apply(x.primitive, x.inputs.map(again), x.params)

/** A node that is linear in this sense; every other time one that costs multiply-accumulates, where there is one. */
const linearNode = (from: Supply, one: (sets: readonly (readonly number[])[]) => boolean): Tensor => {
  const costly = from.choose(2) === 0
  const x = from.pick((y) => one(linearSets(y)) && (!costly || y.primitive.macs !== undefined))
  return one(linearSets(x)) ? x : from.pick((y) => one(linearSets(y)))
}

/** What passes look for and a random graph seldom has. */
export const patterns = {
  /** A repeated subexpression: work for `share`. */
  repeat: (from) => float(again(from.pick())),
  /** L(a + b) beside L(a) and L(b), all of them used: work for `linear`. */
  distribute: (from) => {
    const x = linearNode(from, (s) => s.length > 0)
    const sets = linearSets(x)
    const over = sets[from.choose(sets.length)] ?? []
    const others = x.inputs.map((a, i) => (over.includes(i) ? from.shaped(a.shape) : a))
    const sums = x.inputs.map((a, i) => (over.includes(i) ? add(float(a), float(others[i] ?? a)) : a))
    const [apart, together] = [apply(x.primitive, others, x.params), apply(x.primitive, sums, x.params)]
    return add(float(together), float(apart))
  },
  /** L(a) + L(b): where neither is used elsewhere, one L of a sum is cheaper. */
  gather: (from) => {
    const x = linearNode(from, (s) => s.some((set) => set.length === 1))
    const over = linearSets(x).filter((set) => set.length === 1)
    const at = over[from.choose(over.length)]?.[0] ?? 0
    const other = (): Tensor =>
      apply(
        x.primitive,
        x.inputs.map((a, i) => (i === at ? from.parameter(a.shape) : a)),
        x.params,
      )
    const [p, q] = [float(other()), float(other())]
    return from.choose(2) === 0 ? add(p, q) : add(add(p, q), mul(p, q))
  },
  /** Zeros and ones, neutral on one side or on both: work for `simplify`. */
  neutral: (from) => {
    const x = from.pick()
    const [zero, one] = [constant(0), constant(1, from.choose(2) === 0 ? [] : x.shape)]
    const ways = [
      add(x, zero),
      add(zero, x),
      sub(x, zero),
      sub(zero, x),
      mul(x, one),
      mul(one, x),
      div(x, one),
      maximum(x, from.apart(x, one)),
    ]
    return ways[from.choose(ways.length)] ?? x
  },
} as const satisfies Readonly<Record<string, Line>>

export type PatternName = keyof typeof patterns
