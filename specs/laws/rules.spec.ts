import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, float } from '../../dsl/core/apply.ts'
import { topological } from '../../dsl/core/graph.ts'
import { type Data, type Shape, showType, size, type Tensor } from '../../dsl/core/tensor.ts'
import { indices, input } from '../../dsl/ops/leaf.ts'
import { evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { agrees, nameOf, weighed } from './directional.ts'
import { fractions } from './generators/numbers.ts'
import { linearSets } from './generators/patterns.ts'
import { applications, names } from './generators/programs.ts'

/** How an application is spoilt: which number of which input's shape or of the parameters becomes what. */
const slip = fc.record({
  where: fc.nat({ max: 99 }),
  becomes: fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 4, 5),
  rank: fc.constantFrom(0, 0, 0, -1, 1),
})

/** Data with its nth number replaced. */
const replaced = (data: Data, nth: number, by: number): Data => {
  let left = nth
  const walk = (d: Data): Data => {
    if (typeof d === 'number') return left-- === 0 ? by : d
    if (Array.isArray(d)) return (d as readonly Data[]).map(walk)
    return d !== null && typeof d === 'object' ? Object.fromEntries(Object.entries(d).map(([k, v]) => [k, walk(v ?? null)])) : d
  }
  return walk(data)
}
const count = (d: Data): number => (JSON.stringify(d).match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).length

const extents = (shape: Shape, nth: number, by: number, rank: number): Shape => {
  const positive = shape.map((d, i) => (i === nth ? Math.max(1, Math.ceil(by)) : d))
  return rank < 0 ? positive.slice(1) : rank > 0 ? [1, ...positive] : positive
}

const isFloat = (x: Tensor): x is Tensor<'f32'> => x.dtype === 'f32'

describe.each(names)('%s', (name) => {
  it('computes whatever its rules let through, to its type, and has a well-typed gradient', () => {
    fc.assert(
      fc.property(applications(name), slip, ({ node }, { where, becomes, rank }) => {
        const numbers = count(node.params)
        const spoilt = where % (node.inputs.length + 1)
        const inputs = node.inputs.map((x, i): Tensor => {
          const shape = i === spoilt ? extents(x.shape, where % 4, becomes, rank) : x.shape
          return x.dtype === 'i32' ? indices(`i${String(i)}`, shape) : input(`x${String(i)}`, shape)
        })
        const params = spoilt === node.inputs.length ? replaced(node.params, where % Math.max(1, numbers), becomes) : node.params
        const y = apply(node.primitive, inputs, params)
        if (y.illTyped) return
        expect(
          y.shape.every((d) => Number.isInteger(d) && d > 0),
          showType(y),
        ).toBe(true)
        // No value is 0, so that quotients are finite.
        const values = inputs.map((x, i) =>
          fractions(`v${String(i)}`, size(x.shape)).map((v) => (isFloat(x) ? v + 1 / 128 : Math.floor(v))),
        )
        const bindings = Object.fromEntries(inputs.map((x, i) => [nameOf(x), values[i] ?? []]))
        expect(evaluate({ y }, bindings).y.data).toHaveLength(size(y.shape))
        const loss = weighed(float(y), 'u')
        const wrt = inputs.filter(isFloat)
        grad(loss, wrt).forEach((d, i) => {
          expect(topological([d]).flatMap((z) => z.issues.map((j) => `${j.code}: ${j.message}`))).toEqual([])
          expect(d.shape).toEqual(wrt[i]?.shape)
        })
        // Where it is linear, kinks are no matter, and the gradient holds exactly.
        const linear =
          name === 'stopGradient'
            ? []
            : linearSets(y)
                .flat()
                .flatMap((i) => inputs[i] ?? [])
                .filter(isFloat)
        agrees(loss, linear, bindings, () => true)
      }),
      { numRuns: 100 },
    )
  })
})
