import * as E from 'fp-ts/lib/Either.js'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { compile, type Program } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Procedure } from '../../../../dsl/core/procedure.ts'
import { size } from '../../../../dsl/core/tensor.ts'
import { constant, input } from '../../../../dsl/ops/leaf.ts'
import { mul } from '../../../../dsl/ops/mul.ts'
import { reshape } from '../../../../dsl/ops/reshape.ts'
import type { Session, Values } from '../../../../dsl/targets/session.ts'
import { wasm } from '../../../../dsl/targets/tfjs/wasm.ts'
import { trainingOf } from '../../../../graphs/experiment/build.ts'
import { experiment, setAsPublished } from '../../../../graphs/experiment/defaults.ts'
import { initialState } from '../../../../stdlib/nn/initialise.ts'

const compiled = (procedure: Procedure): Program => {
  const program = compile(wasm.table)(procedure)
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}

const opened = async (program: Program, values: Values): Promise<Session> => {
  const session = await wasm.open(program, values)()
  return E.isRight(session) ? session.right : expect.fail(draw(session.left))
}

const run = async (session: Session, feeds: Values): Promise<Values> => {
  const result = await session.run(feeds)()
  return E.isRight(result) ? result.right : expect.fail(draw(result.left))
}

const training = (method: typeof setAsPublished | null): Program => {
  const e = experiment({
    name: 'small',
    classes: [{ id: 1, name: 'pup' }],
    data: { kind: 'coco', folder: 'none', train: 'train', valid: 'valid', empty: 'background' },
    method,
  })
  return compiled(trainingOf({ ...e, input: { ...e.input, size: 64 }, training: { ...e.training, batch: 2 } }))
}

const ones = (program: Program): Values =>
  Object.fromEntries(
    program.inputs.map(({ name, shape, dtype }) => [name, new (dtype === 'i32' ? Int32Array : Float32Array)(size(shape)).fill(1)]),
  )

const doubling = (n: number): Program => compiled({ outputs: { y: mul(input('x', [n]), constant(2)) }, updates: {} })

/** The engine counts nothing before a backend has started. */
beforeAll(async () => {
  ;(await opened(doubling(1), {})).close()
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each([
  ['FCOS', null],
  ['FCOS + SET', setAsPublished],
] as const)('a training step of %s on wasm', (_, method) => {
  it('holds at its peak the bytes that its schedule says, within a tenth', async () => {
    const program = training(method)
    const engine = tf.engine()
    const make = engine.makeTensorFromTensorInfo.bind(engine)
    const before = tf.memory().numBytes
    const session = await opened(program, initialState(program, 0))
    let most = 0
    vi.spyOn(engine, 'makeTensorFromTensorInfo').mockImplementation((...given) => {
      const made = make(...given)
      most = Math.max(most, tf.memory().numBytes - before)
      return made
    })
    await run(session, ones(program))
    session.close()
    expect(Math.abs(most / program.schedule.peakBytes - 1)).toBeLessThan(0.1)
  })

  it('leaves no tensor behind, and none after it is closed', async () => {
    const program = training(method)
    const before = tf.memory().numTensors
    const session = await opened(program, initialState(program, 0))
    const open = tf.memory().numTensors
    for (let i = 0; i < 2; i++) {
      await run(session, ones(program))
      expect(tf.memory().numTensors).toBe(open)
    }
    session.close()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('a session on wasm', () => {
  it('keeps what a reshape shows until its last view has been seen', async () => {
    const doubled = mul(input('x', [4]), constant(2))
    const square = reshape(doubled, [2, 2])
    const program = compiled({ outputs: { rows: mul(square, input('row', [1, 2])), flat: mul(doubled, doubled) }, updates: {} })
    const session = await opened(program, {})
    const found = await run(session, { x: [1, 2, 3, 4], row: [1, 10] })
    session.close()
    expect(found).toEqual({ rows: Float32Array.of(2, 40, 6, 80), flat: Float32Array.of(4, 16, 36, 64) })
  })

  it('refuses what no WebAssembly heap can hold, and says both sizes', async () => {
    const session = await wasm.open(doubling(2 ** 29), {})()
    expect(E.isLeft(session) ? session.left.message : '').toMatch(/4\.0 GiB.*4\.0 GiB/)
  })

  it('has started without listeners that print the source of the backend', () => {
    const heard = [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')].map(String)
    expect(heard.filter((l) => /ExitStatus|\{ ?throw reason;? ?\}/.test(l))).toEqual([])
  })
})
