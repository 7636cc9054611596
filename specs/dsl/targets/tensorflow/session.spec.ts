import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Procedure } from '../../../../dsl/core/procedure.ts'
import { size } from '../../../../dsl/core/tensor.ts'
import { conv2d, conv2dFilter, conv2dInput } from '../../../../dsl/ops/conv2d.ts'
import { constant, input, parameter } from '../../../../dsl/ops/leaf.ts'
import { neg } from '../../../../dsl/ops/neg.ts'
import { mul } from '../../../../dsl/ops/mul.ts'
import { centred } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import type { Session, Target, Values } from '../../../../dsl/targets/session.ts'
import { graphOf } from '../../../../dsl/targets/tensorflow/build.ts'
import { numericsOf } from '../../../../dsl/targets/tensorflow/precision.ts'
import { tensorflow, tensorflowBf16, tensorflowFp16 } from '../../../../dsl/targets/tensorflow/target.ts'
import { trainingOf } from '../../../../graphs/experiment/build.ts'
import { experiment, setAsPublished } from '../../../../graphs/experiment/defaults.ts'
import { initialState } from '../../../../stdlib/nn/initialise.ts'
import { hasTensorFlow } from '../available.ts'

const compiled = (procedure: Procedure, target: Target = tensorflow): Program => {
  const program = compile(target.table)(procedure)
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}

const opened = async (program: Program, values: Values, target: Target = tensorflow): Promise<Session> => {
  const session = await target.open(program, values)()
  return E.isRight(session) ? session.right : expect.fail(draw(session.left))
}

const run = async (session: Session, feeds: Values): Promise<Values> => {
  const result = await session.run(feeds)()
  return E.isRight(result) ? result.right : expect.fail(draw(result.left))
}

const stateOf = async (session: Session): Promise<Values> => {
  const result = await session.state()
  return E.isRight(result) ? result.right : expect.fail(draw(result.left))
}

const training = (): Program => {
  const e = experiment({
    name: 'small',
    classes: [{ id: 1, name: 'pup' }],
    data: { kind: 'coco', folder: 'none', train: 'train', valid: 'valid', empty: 'background' },
    method: setAsPublished,
  })
  return compiled(trainingOf({ ...e, input: { ...e.input, size: 64 }, training: { ...e.training, batch: 2 } }))
}

const fed = (program: Program): Values =>
  Object.fromEntries(
    program.inputs.map(({ name, shape, dtype }) => [
      name,
      dtype === 'i32' ? new Int32Array(size(shape)) : Float32Array.from({ length: size(shape) }, (_, i) => ((i * 7919 + 5) % 31) / 31),
    ]),
  )

const trained = async (program: Program, steps: number): Promise<readonly Values[]> => {
  const session = await opened(program, initialState(program, 0))
  const outputs: Values[] = []
  for (let i = 0; i < steps; i++) outputs.push(await run(session, fed(program)))
  const all = [...outputs, await stateOf(session)]
  session.close()
  return all
}

/** A digest of all values, to the last bit. */
const bits = (values: Values): string => {
  const hash = createHash('sha256')
  for (const [name, v] of Object.entries(values)) hash.update(name).update(Float32Array.from(v))
  return hash.digest('hex')
}

const whole = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * 5) % 7) - 3)

describe('the graph of a training step', () => {
  it('is one call that feeds the batch and fetches the metrics, whatever the state', () => {
    const program = training()
    const { inputs, outputs, segments, set, get } = graphOf(program, numericsOf('float', false))
    const leaves = [...program.parameters, ...program.state].map(({ name }) => name)
    expect(segments).toHaveLength(1)
    expect(Object.keys(inputs)).toEqual(program.inputs.map(({ name }) => name))
    expect(segments[0]?.fed.map(({ node }) => node).sort()).toEqual(
      Object.values(inputs)
        .map(({ node }) => node)
        .sort(),
    )
    expect(Object.keys(outputs)).toEqual(Object.keys(program.legal.outputs))
    expect(segments[0]?.fetched.map(({ node }) => node)).toEqual([...Object.values(outputs).map(({ node }) => node), 'run/0/done'])
    expect([Object.keys(set.inputs), Object.keys(get.outputs)]).toEqual([leaves, leaves])
  })

  it('has a name for each node, and only nodes that are there as inputs', () => {
    const { nodes } = graphOf(training(), numericsOf('float', false))
    const names = new Set(nodes.map(({ name }) => name))
    expect(names.size).toBe(nodes.length)
    expect(nodes.flatMap(({ inputs }) => inputs).filter((i) => !names.has(i.replace('^', '')))).toEqual([])
    expect([...names].filter((name) => !/^[A-Za-z0-9.][A-Za-z0-9_./-]*$/.test(name))).toEqual([])
  })
})

describe.skipIf(!hasTensorFlow)('a session of TensorFlow', () => {
  it('gives the same bits twice, training steps of FCOS + SET included', async () => {
    const program = training()
    const [once, again] = [await trained(program, 3), await trained(program, 3)]
    expect(again.map(bits)).toEqual(once.map(bits))
    expect(once.slice(0, 3).map(({ loss }) => loss?.[0])).toHaveLength(new Set(once.slice(0, 3).map(({ loss }) => loss?.[0])).size)
  })

  // TensorFlow shares memory that starts at a multiple of 64 bytes, and copies any other: one of these views does.
  it.each(Array.from({ length: 16 }, (_, i) => i))(
    'neither writes into the memory that it is fed nor keeps it: %i floats into a buffer',
    async (offset) => {
      const x = new Float32Array(new ArrayBuffer(1024), 4 * offset, 2)
      x.set([1, 2])
      const kept = parameter({ name: 'kept', shape: [2], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
      const program = compiled({ outputs: { y: mul(kept, constant(2)) }, updates: { kept: input('x', [2]) } })
      const session = await opened(program, { kept: x })
      x.fill(3)
      expect(await run(session, { x })).toEqual({ y: Float32Array.of(2, 4) })
      x.fill(7)
      expect(await stateOf(session)).toEqual({ kept: Float32Array.of(3, 3) })
      session.close()
      expect([...x]).toEqual([7, 7])
    },
  )

  it('computes the graph as it is: TensorFlow’s own rewriting takes −(½ · (2 · −w)) for −w', async () => {
    const w = input('w', [2])
    const program = compiled({ outputs: { y: neg(w), d: neg(mul(constant(0.5, [2]), mul(constant(2), neg(w)))) }, updates: {} })
    const session = await opened(program, {})
    expect(await run(session, { w: [3, -5] })).toEqual({ y: Float32Array.of(-3, 5), d: Float32Array.of(3, -5) })
    session.close()
  })

  it('says in one line what TensorFlow refuses', async () => {
    const program = compiled({ outputs: { y: mul(input('x', [2]), constant(2)) }, updates: {} })
    const session = await opened(program, {})
    session.close()
    const result = await session.run({ x: [1, 2] })()
    expect(E.isLeft(result) && draw(result.left)).toMatch(/^target tensorflow: .*\n/)
  })
})

describe.skipIf(!hasTensorFlow)('bfloat16', () => {
  const [x, w, dy] = [input('x', [1, 5, 5, 3]), input('w', [3, 3, 3, 2]), input('dy', [1, 5, 5, 2])]
  const products = {
    y: conv2d(x, w, centred(3)),
    dx: conv2dInput(dy, w, centred(3), [1, 5, 5, 3]),
    dw: conv2dFilter(x, dy, centred(3), [3, 3, 3, 2]),
  }
  const feeds = { x: whole(75), w: whole(54), dy: whole(50) }

  it.each(Object.keys(products))('computes %s exactly where 8 bits hold the operands and the result', async (name) => {
    const outputs = Object.fromEntries(Object.entries(products).filter(([n]) => n === name))
    const session = await opened(compiled({ outputs, updates: {} }, tensorflowBf16), {}, tensorflowBf16)
    const found = await run(session, feeds)
    session.close()
    const exact = evaluate(outputs, feeds)[name]?.data ?? []
    expect(Math.max(...exact.map(Math.abs))).toBeLessThanOrEqual(256)
    expect(Array.from(found[name] ?? [])).toEqual(Array.from(exact))
  })

  it('keeps everything else in float32', () => {
    const { nodes } = graphOf(training(), numericsOf('bfloat16', false, 'avx512_bf16'))
    const narrow = nodes.filter(({ attrs }) => Object.values(attrs).some((a) => 'type' in a && a.type === 'bfloat16')).map(({ op }) => op)
    expect([...new Set(narrow)].sort()).toEqual(
      ['BatchMatMulV2', 'Cast', 'Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput', 'ReluGrad', '_MklNativeFusedConv2D'].filter((op) =>
        narrow.includes(op),
      ),
    )
  })

  it('rounds operands and computes in float32 where the processor has no instructions for it', () => {
    const emulated = numericsOf('bfloat16', false, 'avx2')
    const program = compiled({ outputs: products, updates: {} }, tensorflowBf16)
    const casts = graphOf(program, emulated).nodes.flatMap(({ op, attrs }) => (op === 'Cast' ? [[attrs['SrcT'], attrs['DstT']]] : []))
    const [float, bfloat16] = [{ type: 'float' }, { type: 'bfloat16' }]
    expect(casts).toEqual(
      Array.from({ length: 3 }, () => [
        [float, bfloat16],
        [bfloat16, float],
      ]).flat(),
    )
    expect(graphOf(program, emulated).nodes.filter(({ attrs }) => JSON.stringify(attrs['T']) === JSON.stringify(bfloat16))).toEqual([])
  })
})

describe.skipIf(!hasTensorFlow)('half precision', () => {
  const [x, w] = [input('x', [1, 6, 6, 3]), input('w', [3, 3, 3, 2])]
  const y = conv2d(x, w, centred(3))
  const dy = input('dy', y.shape)
  const outputs = { y, dx: conv2dInput(dy, w, centred(3), x.shape), dw: conv2dFilter(x, dy, centred(3), w.shape) }
  const values = (n: number, factor: number): number[] => Array.from({ length: n }, (_, i) => Math.fround(factor * Math.sin(1 + 7 * i)))

  // Half precision itself ends at 6e-8 and at 65,504.
  it.each([
    ['of cotangents that it would lose', 1, 1e-9],
    ['of cotangents that it would not hold', 1, 1e9],
    ['of maps and kernels whose product it would not hold', 1e5, 1],
  ])('scales operands: %s', async (_, maps, cotangents) => {
    const feeds = { x: values(108, maps), w: values(54, maps), dy: values(72, cotangents) }
    const session = await opened(compiled({ outputs, updates: {} }, tensorflowFp16), {}, tensorflowFp16)
    const found = await run(session, feeds)
    session.close()
    for (const [name, { data }] of Object.entries(evaluate(outputs, feeds))) {
      const size = Math.max(...data.map(Math.abs))
      const error = Math.max(...data.map((v, i) => Math.abs(v - (found[name]?.[i] ?? NaN))))
      // 11 bits an operand, 27 products a sum.
      expect(error / size).toBeLessThan(27 * 2 ** -11)
      expect(error / size).toBeGreaterThan(2 ** -20)
    }
  })

  it('leaves zeros zeros, and an operand that is not finite so', async () => {
    const session = await opened(compiled({ outputs, updates: {} }, tensorflowFp16), {}, tensorflowFp16)
    const zeros = await run(session, { x: values(108, 1), w: values(54, 1), dy: values(72, 0) })
    expect(new Set(Array.from(zeros['dx'] ?? [], Math.abs))).toEqual(new Set([0]))
    const broken = await run(session, { x: values(108, 1), w: values(54, 1), dy: values(72, Infinity) })
    session.close()
    expect(Array.from(broken['dw'] ?? []).some(Number.isFinite)).toBe(false)
  })
})
