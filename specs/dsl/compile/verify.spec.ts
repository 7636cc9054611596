import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Issue } from '../../../dsl/core/issue.ts'
import { within } from '../../../dsl/core/scope.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { compile } from '../../../dsl/compile/compile.ts'
import { add } from '../../../dsl/ops/add.ts'
import { conv2d } from '../../../dsl/ops/conv2d.ts'
import { input, parameter } from '../../../dsl/ops/leaf.ts'
import { matmul } from '../../../dsl/ops/matmul.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { reshape } from '../../../dsl/ops/reshape.ts'
import { concat } from '../../../dsl/ops/concat.ts'
import { slice } from '../../../dsl/ops/slice.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { transpose } from '../../../dsl/ops/transpose.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import { grad } from '../../../dsl/transform/grad.ts'

const issuesOf = (outputs: Readonly<Record<string, Tensor>>): readonly Issue[] => {
  const compiled = compile(reference.table)({ outputs, updates: {} })
  return E.isLeft(compiled) ? compiled.left : []
}

const x = input('x', [1, 4, 4, 2])
type Float = Tensor<'f32'>

/** Mistakes by the code of the rule that they break. */
const mistakes: Readonly<Record<string, (x: Float) => Float>> = {
  'add C1': (y) => add(y, input('wide', [7])),
  'conv2d C3': (y) => conv2d(y, input('kernel', [3, 3, 5, 2]), centred(3)),
  'reshape C1': (y) => reshape(y, [31]),
  'slice C1': (y) => slice(y, [0, 0, 0, 0], [1, 9, 4, 2]),
  'matmul C1': (y) => matmul(y, y),
  'transpose C1': (y) => transpose(y, [0, 1]),
}

describe('an ill-typed graph', () => {
  it('gives all its issues at once, each with the path of its scopes', () => {
    const codes = fc.uniqueArray(fc.constantFrom(...Object.keys(mistakes)), { minLength: 1 })
    fc.assert(
      fc.property(codes, (chosen) => {
        const outputs = Object.fromEntries(
          chosen.map((code, i) => [`y${String(i)}`, within(['model', code], () => mistakes[code]?.(relu(x)) ?? x)]),
        )
        const issues = issuesOf(outputs)
        expect(issues.map((i) => i.code).toSorted()).toEqual(chosen.toSorted())
        for (const i of issues) {
          expect(i.path).toEqual(['model', i.code])
          expect(i.message).toContain(', but ')
          expect(i.hint).not.toBe('')
        }
      }),
    )
  })

  it('speaks once of each mistake: not of what is built on it, nor of its gradient', () => {
    const after = fc.array(fc.constantFrom('relu', 'reshape', 'add', 'concat', 'mistake'), { maxLength: 5 })
    fc.assert(
      fc.property(fc.constantFrom(...Object.entries(mistakes)), after, ([code, mistake], steps) => {
        const w = parameter({ name: 'w', shape: [1, 4, 4, 2], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
        const first = mistake(add(x, w))
        const last = steps.reduce<Float>((y, step) => {
          switch (step) {
            case 'relu':
              return relu(y)
            case 'reshape':
              return reshape(y, [31])
            case 'add':
              return add(y, w)
            case 'concat':
              return concat([y, w], 1)
            default:
              return mistake(y)
          }
        }, first)
        const loss = total(last)
        expect(issuesOf({ loss, ...Object.fromEntries(grad(loss, [w]).map((d, i) => [`d${String(i)}`, d])) }).map((i) => i.code)).toEqual([
          code,
        ])
      }),
      { numRuns: 300 },
    )
  })

  it('tells the issue of a named leaf once, however often it is declared', () => {
    const empty = (): Float => parameter({ name: 'w', shape: [0], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
    expect(issuesOf({ a: relu(empty()), b: empty() }).map((i) => i.code)).toEqual(['parameter C1'])
  })

  it('names a leaf that is declared twice, differently', () => {
    const [issue] = issuesOf({ y: add(relu(input('a', [2])), relu(input('a', [1]))) })
    expect(issue?.message).toContain('a is declared twice')
    expect(issue?.evidence.map(([, value]) => value.split(' ')[0])).toEqual(['f32[2]', 'f32[1]'])
  })
})

describe('the updates of a procedure', () => {
  const w = parameter({ name: 'w', shape: [2, 3], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
  const codes = (updates: Readonly<Record<string, Tensor>>): readonly string[] => {
    const compiled = compile(reference.table)({ outputs: { y: total(add(w, input('fed', [3]))) }, updates })
    return E.isLeft(compiled) ? compiled.left.map((i) => `${i.code}: ${i.message}`) : []
  }

  it('renew parameters and state by values of their type', () => {
    expect(codes({ w: relu(w) })).toEqual([])
    expect(codes({ w: total(w) })).toEqual(['update C2: a leaf keeps its type, but f32[2, 3] ≠ f32[]'])
  })

  it('renew nothing that is not there, or is fed', () => {
    expect(codes({ v: w, fed: input('fed', [3]) })).toEqual([
      'update C1: an update renews a parameter or state that is read, but v is none',
      'update C1: an update renews a parameter or state that is read, but fed is none',
    ])
  })
})
