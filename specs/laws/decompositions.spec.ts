import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameShape } from '../../dsl/core/tensor.ts'
import { registry } from '../../dsl/ops/index.ts'
import { evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { furthest } from './agreement.ts'
import { applications, names } from './generators/programs.ts'
import { tolerances } from './tolerances.ts'

const decomposed = names.filter((name) => registry[name].decompose !== undefined)

describe.each(decomposed)('the decomposition of %s', (name) => {
  it('is well-typed and means the same', () => {
    fc.assert(
      fc.property(applications(name), ({ node, bindings }) => {
        const parts = node.primitive.decompose?.(node.inputs, node.params) ?? node
        expect(parts.illTyped, parts.issues.map((i) => i.message).join()).toBe(false)
        expect(sameShape(parts.shape, node.shape), `[${parts.shape.join()}] and [${node.shape.join()}]`).toBe(true)
        expect(furthest(evaluate({ y: node }, bindings), evaluate({ y: parts }, bindings))).toBeLessThanOrEqual(tolerances.pass)
      }),
    )
  })
})
