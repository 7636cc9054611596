import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shape, Tensor } from '../../../dsl/core/tensor.ts'
import { constant, indices, input, parameter, state } from '../../../dsl/ops/leaf.ts'

const leaves: Readonly<Record<string, (shape: Shape) => Tensor>> = {
  parameter: (shape) => parameter({ name: 'w', shape, init: { kind: 'constant', value: 0 }, trainable: true, decay: true }),
  state: (shape) => state({ name: 's', shape, value: 0 }),
  input: (shape) => input('x', shape),
  indices: (shape) => indices('i', shape),
  constant: (shape) => constant(1, shape),
}

const messages = (x: Tensor): readonly string[] => x.issues.map((i) => `${i.code}: ${i.message}`)

describe.each(Object.entries(leaves))('a leaf: %s', (_, leaf) => {
  it('has any shape of positive integers, a scalar among them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }), (shape) => {
        expect(messages(leaf(shape))).toEqual([])
      }),
    )
  })

  it('carries an issue where an extent is none, and keeps its type', () => {
    for (const extent of [0, -1, 1.5, NaN, Infinity]) {
      const x = leaf([2, extent])
      expect(messages(x)).toEqual([`${x.primitive.name} C1: every extent is a positive integer, but the shape is [2, ${String(extent)}]`])
      expect(x.shape).toEqual([2, extent])
    }
  })
})

describe('a constant', () => {
  it('has one number, or as many as its shape', () => {
    expect(messages(constant([1, 2, 3, 4], [2, 2]))).toEqual([])
    expect(messages(constant([1, 2, 3], [2]))).toEqual(['constant C2: there is one number, or a number for each element, but 3 ≠ 2'])
  })
})
