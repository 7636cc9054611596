import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Procedure } from '../../../../dsl/core/procedure.ts'
import { add } from '../../../../dsl/ops/add.ts'
import { conv2d } from '../../../../dsl/ops/conv2d.ts'
import { exp } from '../../../../dsl/ops/exp.ts'
import { constant, input, parameter } from '../../../../dsl/ops/leaf.ts'
import { mul } from '../../../../dsl/ops/mul.ts'
import { sum } from '../../../../dsl/ops/sum.ts'
import { centred } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import { graphOf, type TensorFlowGraph } from '../../../../dsl/targets/tensorflow/build.ts'
import { numericsOf, type Precision } from '../../../../dsl/targets/tensorflow/precision.ts'
import { tensorflow } from '../../../../dsl/targets/tensorflow/target.ts'
import { hasTensorFlow } from '../available.ts'

const w = parameter({ name: 'w', shape: [3, 3, 2, 2], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
const x = input('x', [1, 4, 5, 2])
const scaled = mul(w, exp(constant(0.5)))
const y = conv2d(x, scaled, centred(3))
const inference: Procedure = { outputs: { y, norm: sum(mul(scaled, scaled)) }, updates: {} }

const graph = (procedure: Procedure, precision: Precision = 'float'): TensorFlowGraph => {
  const program = compile(tensorflow.table)(procedure)
  if (E.isLeft(program)) return expect.fail(program.left.map(draw).join('\n'))
  return graphOf(program.right, numericsOf(precision, false, 'avx512_bf16'))
}

/** The ops that run when something is fetched. */
const fetched = ({ nodes }: TensorFlowGraph, names: readonly string[]): readonly string[] => {
  const byName = new Map(nodes.map((n) => [n.name, n] as const))
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    byName.get(name)?.inputs.forEach((i) => visit(i.replace(/^\^/, '')))
  }
  names.forEach(visit)
  return [...seen].map((name) => byName.get(name)?.op ?? `${name} is not there`)
}
const ofRun = (g: TensorFlowGraph): readonly string[] =>
  fetched(
    g,
    g.segments.flatMap((s) => s.fetched.filter(({ node }) => node !== g.outputs['norm']?.node).map(({ node }) => node)),
  )
const ofPreparation = (g: TensorFlowGraph): readonly string[] =>
  fetched(g, g.prepare === null ? [] : [g.prepare.outputs['done']?.node ?? ''])

describe('what depends on parameters alone', () => {
  it('is computed once, and read by the runs', () => {
    const g = graph(inference)
    expect(ofRun(g)).toContain('Conv2D')
    expect(ofRun(g).filter((op) => ['Mul', 'Exp', 'Placeholder'].includes(op))).toEqual(['Placeholder'])
    expect(ofPreparation(g)).toEqual(expect.arrayContaining(['Mul', 'Exp', 'AssignVariableOp']))
    expect(ofPreparation(g)).not.toContain('Placeholder')
  })

  it('is rounded to 16 bits once: a run rounds the image alone, and widens what is fetched', () => {
    expect(ofRun(graph(inference, 'bfloat16')).filter((op) => op === 'Cast')).toHaveLength(2)
    expect(ofPreparation(graph(inference, 'bfloat16')).filter((op) => op === 'Cast')).toHaveLength(1)
  })

  it('is computed in each run where runs write parameters', () => {
    const g = graph({ ...inference, updates: { w: add(w, constant(1)) } })
    expect(g.prepare).toBeNull()
    expect(ofRun(g)).toContain('Exp')
  })

  it.skipIf(!hasTensorFlow)('has the values that the reference has, in the second run too', async () => {
    const program = compile(tensorflow.table)(inference)
    if (E.isLeft(program)) return expect.fail(program.left.map(draw).join('\n'))
    const [weights, image] = [36, 40].map((n, k) => Array.from({ length: n }, (_, i) => Math.sin(i + k)))
    const state = { w: weights ?? [] }
    const session = await tensorflow.open(program.right, state)()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    for (const factor of [1, -2]) {
      const feeds = { x: (image ?? []).map((v) => factor * v) }
      const found = await session.right.run(feeds)()
      for (const [name, { data }] of Object.entries(evaluate(inference.outputs, { ...feeds, ...state })))
        data.forEach((v, i) => expect(E.isRight(found) ? found.right[name]?.[i] : NaN).toBeCloseTo(v, 4))
    }
    session.right.close()
  })
})
