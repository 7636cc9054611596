import { describe, expect, it } from 'vitest'
import { apply } from '../../../dsl/core/apply.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { countMacs } from '../../../dsl/compile/cost.ts'
import { linear } from '../../../dsl/compile/linear.ts'
import { share } from '../../../dsl/compile/share.ts'
import { add } from '../../../dsl/ops/add.ts'
import { conv2d, conv2dFilter } from '../../../dsl/ops/conv2d.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { sumOp } from '../../../dsl/ops/sum.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'

const [a, b] = [input('a', [1, 4, 4, 2]), input('b', [1, 4, 4, 2])]
const w = input('w', [3, 3, 2, 2])
const through = (x: typeof a): typeof a => conv2d(x, w, centred(3))
const optimise = (y: Readonly<Record<string, typeof a>>): number => countMacs(linear.run(share.run(y)))
const counted = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i + 1)
const one = countMacs({ y: through(a) })

describe('linear', () => {
  it('takes L(a + b) as L(a) + L(b) where both are computed anyway', () => {
    expect(optimise({ a: through(a), b: through(b), sum: through(add(a, b)) })).toBe(2 * one)
  })

  it('and so through a chain of linear maps, as in a backward pass', () => {
    const twice = (x: typeof a): typeof a => through(through(x))
    expect(optimise({ a: twice(a), b: twice(b), sum: twice(add(a, b)) })).toBe(4 * one)
  })

  it('not through a map that is not linear', () => {
    const bent = (x: typeof a): typeof a => through(relu(x))
    expect(optimise({ a: bent(a), b: bent(b), sum: bent(add(a, b)) })).toBe(3 * one)
  })

  it('makes two weight gradients of one input one, of the summed cotangent', () => {
    const wrt = (dy: typeof a): typeof a => conv2dFilter(a, dy, centred(3), w.shape)
    const [u, v] = [input('u', a.shape), input('v', a.shape)]
    expect(optimise({ dw: add(wrt(u), wrt(v)) })).toBe(countMacs({ dw: wrt(u) }))
  })

  it('keeps two that are used on their own', () => {
    const [p, q] = [through(a), through(b)]
    expect(optimise({ p, q, sum: add(p, q) })).toBe(2 * one)
  })

  it('makes two chains of maps one chain, to its end', () => {
    const thrice = (x: typeof a): typeof a => through(through(through(x)))
    expect(optimise({ y: add(thrice(a), thrice(b)) })).toBe(3 * one)
  })

  it('keeps apart what another window, another size or another map makes', () => {
    const wide = {
      ...centred(3),
      pads: [
        [2, 2],
        [2, 2],
      ],
      dilations: [2, 2],
    } as const
    const halves = centred(3, 2)
    const other = input('c', [1, 3, 3, 2])
    const values = { a: counted(32), b: counted(32), c: counted(18), w: counted(36), v: counted(36) }
    const pairs = {
      window: add(through(a), conv2d(b, w, wide)),
      size: add(conv2d(a, w, halves), conv2d(other, w, halves)),
      both: add(through(a), conv2d(b, input('v', [3, 3, 2, 2]), centred(3))),
    }
    // Each alone: a map that two sums share is not merged anyway.
    for (const y of Object.values(pairs)) expect(evaluate(linear.run(share.run({ y })), values)).toEqual(evaluate({ y }, values))
  })

  it('takes no sum apart that repeats one of its operands', () => {
    const [x, row] = [input('x', [2, 3]), input('row', [1, 3])]
    const columns = (y: Tensor): Tensor => apply(sumOp, [y], { axes: [0] })
    const outputs = { x: columns(x), row: columns(row), sum: columns(add(x, row)) }
    const values = { x: counted(6), row: counted(3) }
    expect(evaluate(linear.run(share.run(outputs)), values)).toEqual(evaluate(outputs, values))
  })
})
