import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { besides, profileOf } from '../../../cli/explanation/profile.ts'
import { macs } from '../../../dsl/compile/cost.ts'
import { during, within } from '../../../dsl/core/scope.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { conv2d } from '../../../dsl/ops/conv2d.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { centred } from '../../../dsl/ops/window.ts'
import type { TimedCall } from '../../../dsl/targets/timing.ts'

const conv = (scope: readonly string[], phase: string): Tensor<'f32'> =>
  within(scope, () => during(phase, () => conv2d(input('x', [1, 4, 4, 2]), input('w', [1, 1, 2, 3]), centred(1))))
const one = 16 * 2 * 3
const call = (of: TimedCall['of'], kernel: string, milliseconds: number): TimedCall => ({ of, kernel, name: `a ${kernel}`, milliseconds })
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)

const [c, d] = [conv(['head', 'conv', '0', 'deeper'], 'a'), conv(['head', 'conv', '0'], 'b')]
const r = within('head', () => relu(c))

/** Calls of three nodes, fused or not, and of none. */
const calls = fc.array(
  fc.record({
    of: fc.constantFrom<TimedCall['of']>([c], [d], [r], [c, r], 'transfer', 'unknown'),
    kernel: fc.constantFrom('Conv2D', 'Relu', 'Cast'),
    name: fc.string(),
    milliseconds: fc.nat({ max: 1000 }).map((n) => n / 8),
  }),
  { maxLength: 12 },
)

describe('a profile', () => {
  it('leaves nothing out and counts nothing twice: modules, kernels and calls each add up to what was worked', () => {
    fc.assert(
      fc.property(calls, (all) => {
        const p = profileOf(['head/conv/0', 'head'], { milliseconds: 1, calls: all })
        const nodes = new Set(all.flatMap(({ of }) => (typeof of === 'string' ? [] : of)))
        for (const parts of [p.modules, p.kernels, p.slowest]) {
          expect(sum(parts.map((m) => m.milliseconds))).toBe(sum(all.map((x) => x.milliseconds)))
          expect(sum(parts.map((m) => m.calls))).toBe(all.length)
          expect(sum(parts.map((m) => m.macs))).toBe(sum([...nodes].map(macs)))
        }
        expect([p.milliseconds, p.busy]).toEqual([1, sum(all.map((x) => x.milliseconds))])
      }),
    )
  })

  it('is by module, cut as in the table of costs, and by phase; modules in the order given, what is no node last', () => {
    const timing = {
      milliseconds: 9,
      calls: [call('transfer', 'Read', 1), call([r], 'Relu', 2), call([d], 'Conv2D', 3), call([c], 'Conv2D', 4)],
    }
    const { modules, kernels } = profileOf(['head/conv/0', 'head'], timing)
    expect(modules.map(({ path, phase, milliseconds }) => [path, phase, milliseconds])).toEqual([
      ['head', [], 2],
      ['head/conv/0', ['b'], 3],
      ['head/conv/0', ['a'], 4],
      [besides.transfer, [], 1],
    ])
    expect(kernels.map(({ kernel, calls: n, milliseconds, macs: m }) => [kernel, n, milliseconds, m])).toEqual([
      ['Conv2D', 2, 7, 2 * one],
      ['Relu', 1, 2, 0],
      ['Read', 1, 1, 0],
    ])
  })

  it('has the multiply-accumulates of a node that takes several calls in the longest', () => {
    const { slowest } = profileOf([], { milliseconds: 9, calls: [call([c], 'Cast', 1), call([c], 'Conv2D', 5), call([c], 'Slice', 2)] })
    expect(slowest.map(({ kernel, macs: m }) => [kernel, m])).toEqual([
      ['Conv2D', one],
      ['Slice', 0],
      ['Cast', 0],
    ])
  })
})
