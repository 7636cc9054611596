import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '../../../dsl/compile/fold.ts'
import { share } from '../../../dsl/compile/share.ts'
import { simplify } from '../../../dsl/compile/simplify.ts'
import { type Outputs, topological } from '../../../dsl/core/graph.ts'
import { size, type Tensor } from '../../../dsl/core/tensor.ts'
import { add } from '../../../dsl/ops/add.ts'
import { conv2d } from '../../../dsl/ops/conv2d.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { mul, mulOp } from '../../../dsl/ops/mul.ts'
import { square } from '../../../dsl/ops/square.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import { furthest } from '../../laws/agreement.ts'

const x = input('x', [1, 6, 6, 2])
const w = input('w', [3, 3, 2, 3])
const s = input('s', [3])
const y: Tensor<'f32'> = conv2d(x, w, centred(3))
const scaled = mul(y, s)
/** The elements that products are computed for. */
const products = (o: Outputs): number =>
  topological(Object.values(o))
    .filter((n) => n.primitive.name === mulOp.name)
    .reduce((n, p) => n + size(p.shape), 0)
const prepared = (o: Outputs): Outputs => share.run(simplify.run(o))
const folded = (o: Outputs): number => products(share.run(fold.run(prepared(o))))

describe('fold', () => {
  it('takes the factor of each channel, or of all, into the kernel', () => {
    expect(products({ scaled })).toBe(6 * 6 * 3)
    expect(folded({ scaled })).toBe(size(w.shape))
    expect(folded({ y: mul(y, input('one', [])) })).toBe(size(w.shape))
    expect(folded({ y: mul(input('row', [1, 1, 1, 3]), y) })).toBe(size(w.shape))
  })

  it('not a factor of each row, nor one of a map that something else reads, nor into a kernel that is larger than the map', () => {
    expect(folded({ y: mul(y, input('rows', [6, 1, 1])) })).toBe(6 * 6 * 3)
    expect(folded({ scaled, y })).toBe(6 * 6 * 3)
    const small: Tensor<'f32'> = conv2d(input('small', [1, 3, 3, 2]), w, centred(3))
    expect(folded({ y: mul(small, s) })).toBe(3 * 3 * 3)
  })

  it('leaves no product of a whole map in the gradients, with one scaled kernel for all', () => {
    const [dx, dw] = grad(total(square(scaled)), [x, w])
    // 2 · square's own gradient is a product of the map.
    const own = products({ d: grad(total(square(input('y', y.shape))), [input('y', y.shape)])[0] })
    expect(folded({ dx, dw })).toBe(own + 2 * size(w.shape))
  })

  it('keeps the meaning of chains and their gradients', () => {
    const value = fc.double({ min: -2, max: 2, noNaN: true })
    const numbers = (n: number): fc.Arbitrary<number[]> => fc.array(value, { minLength: n, maxLength: n })
    const b = input('b', [3])
    const deep = mul(conv2d(add(scaled, b), input('v', [1, 1, 3, 4]), centred(1)), input('t', [4]))
    const [dx, dw, dv] = grad(total(square(deep)), [x, w, input('v', [1, 1, 3, 4])])
    const outputs = prepared({ deep, dx, dw, dv })
    expect(folded(outputs)).toBeLessThan(products(outputs))
    fc.assert(
      fc.property(fc.tuple(numbers(72), numbers(54), numbers(3), numbers(3), numbers(12), numbers(4)), ([X, W, S, B, V, T]) => {
        const bindings = { x: X, w: W, s: S, b: B, v: V, t: T }
        expect(furthest(evaluate(outputs, bindings), evaluate(fold.run(outputs), bindings))).toBeLessThanOrEqual(1e-12)
      }),
      { numRuns: 50 },
    )
  })
})
