import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import { float } from '../../core/apply.ts'
import { type Outputs, topological } from '../../core/graph.ts'
import { at } from '../../core/scope.ts'
import type { Tensor } from '../../core/tensor.ts'
import { add } from '../../ops/add.ts'
import { Numbering } from '../key.ts'
import { isSum, type Terms, waysToSum } from './terms.ts'

/** L(a + b) becomes L(a) + L(b) where both are in the graph already. */
export const split = (outputs: Outputs): Outputs => {
  const order = topological(Object.values(outputs))
  const numbering = new Numbering()
  order.forEach((x) => numbering.of(x))
  const terms = new Map<Tensor, readonly Terms[]>()
  const sums = new Map<Tensor, Terms>()
  for (const x of order) {
    const ways = waysToSum(x, terms, numbering)
    terms.set(x, ways)
    const way = isSum(x) ? undefined : ways[0]
    if (way !== undefined) sums.set(x, way)
  }
  const built = new Map<Tensor, Tensor>()
  // On demand, since L(a) may stand behind L(a + b) in the order; it never depends on it.
  const build = (x: Tensor): Tensor => {
    const before = built.get(x)
    if (before !== undefined) return before
    const way = sums.get(x)
    const inputs = way === undefined ? x.inputs.map(build) : []
    const y =
      way === undefined
        ? inputs.every((i, k) => i === x.inputs[k])
          ? x
          : { ...x, inputs }
        : at(x, () => way.map(build).reduce((a, b) => add(float(a), float(b))))
    built.set(x, y)
    return y
  }
  order.forEach(build)
  return pipe(outputs, R.map(build))
}
