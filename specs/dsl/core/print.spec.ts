import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topological } from '../../../dsl/core/graph.ts'
import { printGraph, showData } from '../../../dsl/core/print.ts'
import { within } from '../../../dsl/core/scope.ts'
import { add } from '../../../dsl/ops/add.ts'
import { constant, input, parameter } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { trainingOf } from '../../../graphs/experiment/build.ts'
import { tiny } from '../../cli/training/tiny.ts'

const x = input('x', [2])
const w = parameter({ name: 'neck.w', shape: [2], init: { kind: 'constant', value: 0 }, trainable: true, decay: false })

describe('a printed graph', () => {
  it('names leaves, numbers nodes after their inputs, and tells parameters, types, scopes and outputs', () => {
    const y = within('neck', () => within('P4', () => mul(add(x, w), constant(2))))
    expect(printGraph({ y, '→ neck.w': x })).toBe(
      [
        'input x : f32[2]',
        'parameter neck.w : f32[2]',
        '',
        '%1 = add(x, neck.w) : f32[2]  neck / P4',
        '%2 = constant() {value: 2, shape: []} : f32[]  neck / P4',
        '%3 = mul(%1, %2) : f32[2]  neck / P4',
        '',
        'y = %3',
        '→ neck.w = x',
        '',
      ].join('\n'),
    )
  })
  it('shows a shared node once', () => {
    const y = add(x, w)
    expect(printGraph({ y: mul(y, y) })).toContain('%2 = mul(%1, %1)')
  })
  it('has a line for each node of a training step, none before its inputs', () => {
    const outputs = flatten(trainingOf(tiny()))
    const lines = printGraph(outputs).split('\n')
    const named = new Set(
      topological(Object.values(outputs)).flatMap((n) =>
        /^(parameter|state|input)$/.test(n.primitive.name) ? [JSON.stringify(n.params)] : [],
      ),
    )
    const numbered = lines.filter((line) => /^%\d+ = \w+\(/.test(line))
    const leaves = lines.filter((line) => /^(parameter|state|input) /.test(line))
    expect(leaves).toHaveLength(named.size)
    expect(numbered).toHaveLength(
      topological(Object.values(outputs)).filter((n) => !/^(parameter|state|input)$/.test(n.primitive.name)).length,
    )
    expect(lines.filter((line) => / = /.test(line))).toHaveLength(numbered.length + Object.keys(outputs).length)
    numbered.forEach((line, i) => {
      const used = [...(/\((.*?)\)/.exec(line)?.[1] ?? '').matchAll(/%(\d+)/g)].map(([, n]) => Number(n))
      expect(used.every((n) => n <= i)).toBe(true)
    })
  })
})

describe('printed parameters', () => {
  it('are on one line, names bare where they can be', () => {
    expect(showData({ strides: [2, 2], 'odd key': null, none: undefined, kind: 'eq4' })).toBe(
      '{strides: [2, 2], "odd key": null, kind: "eq4"}',
    )
  })
  it('of a long list are cut and counted', () => {
    expect(showData(Array.from({ length: 1000 }, (_, i) => i))).toBe('[0, 1, 2, 3, 4, 5, 6, 7, … 1000 in all]')
  })
  it('never hold a line break', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text: unknown = JSON.parse(JSON.stringify(value))
        expect(showData(isData(text) ? text : null)).not.toContain('\n')
      }),
    )
  })
})

type Printable = Parameters<typeof showData>[0]
const isData = (u: unknown): u is Printable => u !== undefined
