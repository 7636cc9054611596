import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../dsl/compile/compile.ts'
import { equalGraphs } from '../../dsl/compile/key.ts'
import { topological } from '../../dsl/core/graph.ts'
import { flatten } from '../../dsl/core/procedure.ts'
import { during } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { conv2dFilterOp, conv2dInputOp, conv2dOp } from '../../dsl/ops/conv2d.ts'
import { reference } from '../../dsl/targets/reference/target.ts'
import { graphOf } from '../../dsl/targets/tensorflow/build.ts'
import { tensorflow } from '../../dsl/targets/tensorflow/target.ts'
import { trainingOf } from '../../graphs/experiment/build.ts'
import { setAsPublished } from '../../graphs/experiment/defaults.ts'
import { tiny } from '../cli/training/tiny.ts'

const right = <A>(e: E.Either<unknown, A>): A => (E.isRight(e) ? e.right : expect.fail(JSON.stringify(e.left)))
const [plain, set] = [tiny(), tiny({ method: setAsPublished })]
const nodes = (e: typeof plain): readonly Tensor[] =>
  topological(Object.values(flatten(right(compile(reference.table)(trainingOf(e))).optimised)))
const phasesOf = (xs: readonly Tensor[]): readonly string[] => [...new Set(xs.map(({ phase }) => phase.join('/')))].sort()
const withOp = (xs: readonly Tensor[], ...names: readonly string[]): readonly Tensor[] =>
  xs.filter(({ primitive }) => names.includes(primitive.name))

describe('the phases of a training step', () => {
  it('are those of its convolutions, their adjoints and its optimiser, through all passes', () => {
    const all = nodes(plain)
    expect(phasesOf(withOp(all, conv2dOp.name))).toEqual([''])
    expect(phasesOf(withOp(all, conv2dInputOp.name, conv2dFilterOp.name))).toEqual(['gradient'])
    expect(phasesOf(all.filter(({ scope, inputs }) => scope[0] === 'optimiser' && inputs.length > 0))).toEqual(['update'])
    expect(phasesOf(all)).toEqual(['', 'gradient', 'update'])
  })

  it('tell SET’s parts from the detector’s, whose scopes are the same', () => {
    const all = nodes(set)
    const heads = all.filter(({ scope }) => scope[0] === 'head')
    expect(phasesOf(withOp(heads, conv2dOp.name))).toEqual(['', 'auxiliary'])
    expect(phasesOf(withOp(heads, conv2dInputOp.name))).toEqual(['auxiliary/gradient', 'auxiliary/perturbation/gradient'])
    expect(phasesOf(all.filter(({ scope }) => scope[0] === 'hbs'))).toEqual(['auxiliary', 'auxiliary/gradient'])
  })
})

describe('a phase', () => {
  it('changes neither what is computed nor how: names, order and nodes of the TensorFlow program are the same', () => {
    const [without, inside] = [trainingOf(set), during('another', () => trainingOf(set))]
    expect(equalGraphs(flatten(without), flatten(inside))).toBe(true)
    const [a, b] = [without, inside].map((p) => right(compile(tensorflow.table)(p)))
    if (a === undefined || b === undefined) return expect.fail()
    expect(b.legal.outputs['loss']?.phase).toEqual(['another'])
    const numerics = { precision: 'float', native: true, fuses: true, sums: true, cacheBytes: null } as const
    expect(graphOf(b, numerics).nodes).toEqual(graphOf(a, numerics).nodes)
  })
})
