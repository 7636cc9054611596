import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { legalise } from '../../../../../dsl/compile/legalise.ts'
import { apply } from '../../../../../dsl/core/apply.ts'
import { topological } from '../../../../../dsl/core/graph.ts'
import { type Shape, size, type Tensor } from '../../../../../dsl/core/tensor.ts'
import { divOp } from '../../../../../dsl/ops/div.ts'
import { input } from '../../../../../dsl/ops/leaf.ts'
import { subOp } from '../../../../../dsl/ops/sub.ts'
import { reverse } from '../../../../../dsl/ops/reverse.ts'
import { pad, slice } from '../../../../../dsl/ops/slice.ts'
import { broadcast, sum } from '../../../../../dsl/ops/sum.ts'
import { evaluate } from '../../../../../dsl/targets/reference/evaluate.ts'
import { webgpuKernels } from '../../../../../dsl/targets/tfjs/webgpu/target.ts'
import { furthest } from '../../../../laws/agreement.ts'
import { runs } from '../../../../laws/runs.ts'

/** Five or six axes, and a choice for each. */
const axes = fc.array(fc.record({ extent: fc.constantFrom(1, 2, 3), choice: fc.nat(3) }), { minLength: 5, maxLength: 6 })
type Axes = readonly { readonly extent: number; readonly choice: number }[]

const shape = (of: Axes): Shape => of.map(({ extent }) => extent)
/** Extents of 1 where bit `bit` of the choice is set. */
const thin = (of: Axes, bit: number): Shape => of.map(({ extent, choice }) => ((choice >> bit) % 2 === 1 ? 1 : extent))
const x = (of: Shape, name = 'x'): Tensor<'f32'> => input(name, of)
const which = (of: Axes): readonly number[] => of.flatMap(({ choice }, i) => (choice % 2 === 1 ? [i] : []))

const made: Readonly<Record<string, (of: Axes) => Tensor<'f32'>>> = {
  broadcast: (of) => broadcast(x(thin(of, 0)), shape(of)),
  pad: (of) =>
    pad(
      x(shape(of)),
      of.map(({ choice }) => [choice % 2, choice >> 1] as const),
    ),
  slice: (of) =>
    slice(
      x(shape(of).map((n) => n + 2)),
      of.map(({ choice }) => choice % 3),
      shape(of),
    ),
  reverse: (of) => reverse(x(shape(of)), which(of)),
  sum: (of) => sum(x(shape(of)), which(of)),
}
const paired: Readonly<Record<string, (of: Axes) => Tensor>> = {
  'a difference': (of) => apply(subOp, [x(thin(of, 0)), x(thin(of, 1), 'y')], {}),
  'a quotient by a vector': (of) => apply(divOp, [x(shape(of)), x([shape(of).at(-1) ?? 1], 'y')], {}),
}

const counted = new Set(['broadcast', 'pad', 'slice', 'reverse', 'sum', 'sub', 'div'])
const values = (n: number, from: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7 + from) % 11))

describe.each(Object.entries({ ...made, ...paired }))('%s of five or six axes', (_, build) => {
  it('is computed on WebGPU by kernels of at most four, which give the same', () => {
    fc.assert(
      fc.property(axes, (of) => {
        const before = { y: build(of) }
        const after = legalise(webgpuKernels).run(before)
        const nodes = topological(Object.values(after))
        expect(nodes.filter((n) => counted.has(n.primitive.name) && [n, ...n.inputs].some((t) => t.shape.length > 4))).toEqual([])
        const bindings = Object.fromEntries(
          topological(Object.values(before))
            .flatMap((n) => (n.inputs.length === 0 ? [n] : []))
            .map((n, i) => [i === 0 ? 'x' : 'y', values(size(n.shape), i)]),
        )
        expect(furthest(evaluate(before, bindings), evaluate(after, bindings))).toBeLessThan(1e-12)
      }),
      runs,
    )
  })
})
