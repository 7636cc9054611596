import { describe, expect, it } from 'vitest'
import { countMacs } from '../../../dsl/compile/cost.ts'
import { linear } from '../../../dsl/compile/linear.ts'
import { share } from '../../../dsl/compile/share.ts'
import { add } from '../../../dsl/ops/add.ts'
import { conv2d, conv2dFilter } from '../../../dsl/ops/conv2d.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { centred } from '../../../dsl/ops/window.ts'

const [a, b] = [input('a', [1, 4, 4, 2]), input('b', [1, 4, 4, 2])]
const w = input('w', [3, 3, 2, 2])
const through = (x: typeof a): typeof a => conv2d(x, w, centred(3))
const optimise = (y: Readonly<Record<string, typeof a>>): number => countMacs(linear.run(share.run(y)))
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
})
