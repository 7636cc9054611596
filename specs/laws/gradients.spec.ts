import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../dsl/core/graph.ts'
import { size, type Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { leaves, type PrimitiveName, registry } from '../../dsl/ops/index.ts'
import { constant, input } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { total } from '../../dsl/ops/sum.ts'
import { evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { agrees, fivePoint, inner, weighed } from './directional.ts'
import { fractions } from './generators/numbers.ts'
import { linearSets } from './generators/patterns.ts'
import { type Application, applications, learned, names, programs } from './generators/programs.ts'
import { runs } from './runs.ts'
import { tolerances } from './tolerances.ts'

type Float = Tensor<'f32'>
const isFloat = (x: Tensor): x is Float => x.dtype === 'f32'
/** Applications of stopGradient hold their input constant, and that is their law. */
const smooth = (name: PrimitiveName): boolean => name !== 'stopGradient'
/** Inputs with a derivative: class indices have none. */
const differentiable = (a: Application): readonly Float[] => a.node.inputs.filter(isFloat)

describe.each(names)('%s', (name) => {
  const law = { numRuns: 25 } as const

  if (!smooth(name)) {
    it('lets no gradient pass', () => {
      fc.assert(
        fc.property(applications(name), ({ node, bindings }) => {
          const gradients = evaluate(numbered(grad(weighed(node, 'u'), node.inputs.filter(isFloat))), bindings)
          expect(Object.values(gradients).every((g) => g.data.every((v) => v === 0))).toBe(true)
        }),
        law,
      )
    })
    return
  }

  it('⟨v, vjp(u)⟩ = ⟨jvp(v), u⟩ by central differences', () => {
    fc.assert(
      fc.property(applications(name), (a) => {
        const linear = (x: Float): boolean => linearSets(a.node).some((set) => set.includes(a.node.inputs.indexOf(x)))
        agrees(weighed(a.node, 'u'), differentiable(a), a.bindings, linear)
      }),
      law,
    )
  })

  it('and so for the gradient of its gradient, in its inputs and in the cotangent', () => {
    fc.assert(
      fc.property(applications(name), (a) => {
        const u = input('u', a.node.shape)
        const bindings = { ...a.bindings, u: fractions('u', size(u.shape)) }
        const first = grad(total(mul(a.node, u)), differentiable(a))
        const loss = first.map((d, i) => weighed(d, `w${String(i)}`)).reduce((p, q) => add(p, q), constant(0))
        agrees(loss, [...differentiable(a), u], bindings, (x) => x === u)
        for (const x of topological([loss]))
          expect({ ...registry, ...leaves }, `${x.primitive.name} is not in the registry`).toHaveProperty(x.primitive.name, x.primitive)
      }),
      law,
    )
  })
})

const numbered = (xs: readonly Tensor[]): Readonly<Record<string, Tensor>> => Object.fromEntries(xs.map((x, i) => [String(i), x]))

describe('generated programs', () => {
  it('have the slope that their gradient says, through sharing and broadcasting', () => {
    fc.assert(
      fc.property(programs, ({ outputs, bindings }) => {
        // stopGradient hides slopes by intent.
        const whole = Object.values(outputs)
          .filter(isFloat)
          .filter((y) => !topological([y]).some((x) => x.primitive.name === 'stopGradient'))
        const loss = whole
          .map((y, i) => mul(weighed(y, `u${String(i)}`), constant(1 / size(y.shape))))
          .reduce((p, q) => add(p, q), constant(0))
        const xs = learned([loss])
        const along = Object.fromEntries(
          [...xs].map(([name, x]) => [name, fractions(`direction ${name}`, size(x.shape)).map((d) => d / 2)]),
        )
        const gradients = evaluate(numbered(grad(loss, [...xs.values()])), bindings)
        const byGraph = [...xs.keys()].reduce((s, name, i) => s + inner(along[name] ?? [], gradients[String(i)]?.data ?? []), 0)
        const bySlope = fivePoint(loss, bindings, along, 2 ** -13)
        expect(Math.abs(bySlope - byGraph), `by differences ${String(bySlope)}, by graph ${String(byGraph)}`).toBeLessThanOrEqual(
          tolerances.program * (1 + Math.abs(bySlope)),
        )
      }),
      runs,
    )
  })
})
