import { apply, float } from '../../core/apply.ts'
import { countUses, type Outputs, rewrite } from '../../core/graph.ts'
import { at } from '../../core/scope.ts'
import { sameShape, type Tensor } from '../../core/tensor.ts'
import { add } from '../../ops/add.ts'
import { isSum, linearSets } from './terms.ts'

/** L(p) and L(q) for a map L that costs something: where they differ, and in what. */
const sameMap = (a: Tensor, b: Tensor): { readonly position: number; readonly p: Tensor; readonly q: Tensor } | null => {
  if (a.primitive !== b.primitive || a.primitive.macs === undefined || JSON.stringify(a.params) !== JSON.stringify(b.params)) return null
  const [position, ...others] = a.inputs.flatMap((input, k) => (input === b.inputs[k] ? [] : [k]))
  if (position === undefined || others.length > 0) return null
  const [p, q] = [a.inputs[position], b.inputs[position]]
  const linear = linearSets(a).some((positions) => positions.length === 1 && positions[0] === position)
  return linear && p !== undefined && q !== undefined && sameShape(p.shape, q.shape) ? { position, p, q } : null
}

/** L(p) + L(q) becomes L(p + q) where neither is used elsewhere and L costs something. */
export const merge = (outputs: Outputs): Outputs => {
  const uses = countUses(outputs)
  return rewrite(outputs, (x, original) => {
    const [a, b] = x.inputs
    if (!isSum(x) || a === undefined || b === undefined || !original.inputs.every((i) => uses.get(i) === 1)) return x
    const map = sameMap(a, b)
    if (map === null) return x
    const { position, p, q } = map
    return at(x, () => {
      const argument = add(float(p), float(q))
      return apply(
        a.primitive,
        a.inputs.map((input, k) => (k === position ? argument : input)),
        a.params,
      )
    })
  })
}
