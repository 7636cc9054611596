import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Procedure } from '../../../dsl/core/procedure.ts'
import type { Shape, Tensor } from '../../../dsl/core/tensor.ts'
import { compile } from '../../../dsl/compile/compile.ts'
import { conv2d } from '../../../dsl/ops/conv2d.ts'
import { constant, indices, input, parameter } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { relu } from '../../../dsl/ops/relu.ts'
import { reshape } from '../../../dsl/ops/reshape.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { centred } from '../../../dsl/ops/window.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Session, Target, Values } from '../../../dsl/targets/session.ts'
import { float32Targets } from './available.ts'

const right = <A>(e: E.Either<unknown, A>): A => (E.isRight(e) ? e.right : expect.fail(JSON.stringify(e.left)))
const learned = (name: string, shape: Shape): Tensor<'f32'> =>
  parameter({ name, shape, init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
const plain = (values: Values): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Array.from(v)]))

const opened = async (target: Target, procedure: Procedure, state: Values): Promise<Session> =>
  right(await target.open(right(compile(target.table)(procedure)), state)())
const ran = async (session: Session, feeds: Values = {}): Promise<Readonly<Record<string, readonly number[]>>> =>
  plain(right(await session.run(feeds)()))
const stateOf = async (session: Session): Promise<Values> => right(await session.state())

const [a, b] = [learned('a', [2, 2]), learned('b', [2, 2])]
const start = { a: [1, 2, 3, 4], b: [5, 6, 7, 8] }

describe.each([reference, ...float32Targets].map((target) => [target.name, target] as const))('a session of %s', (_, target) => {
  it('renews all leaves at once: two may exchange their values, under other shapes too', async () => {
    const exchange = { a: reshape(reshape(b, [4]), [2, 2]), b: a }
    const session = await opened(target, { outputs: { y: mul(a, constant(1)), flat: reshape(b, [4]) }, updates: exchange }, start)
    expect(await ran(session)).toEqual({ y: start.a, flat: start.b })
    expect(plain(await stateOf(session))).toEqual({ a: start.b, b: start.a })
    expect(await ran(session)).toEqual({ y: start.b, flat: start.a })
    session.close()
  })

  it('gives one tensor as output, as update, under another shape and to what is built on it', async () => {
    const twice = mul(a, constant(-2))
    const session = await opened(
      target,
      { outputs: { twice, flat: reshape(twice, [4]), positive: relu(twice) }, updates: { a: twice } },
      { a: start.a },
    )
    expect(await ran(session)).toEqual({ twice: [-2, -4, -6, -8], flat: [-2, -4, -6, -8], positive: [0, 0, 0, 0] })
    expect((await ran(session))['positive']).toEqual([4, 8, 12, 16])
    session.close()
  })

  it('gives leaves as outputs and takes them as updates: parameters, what is fed, constants', async () => {
    const fed = input('x', [2, 2])
    const outputs = { a, again: reshape(a, [4]), fed, one: constant([3, 4], [2]), labels: indices('i', [2]) }
    const session = await opened(target, { outputs, updates: { a: fed } }, { a: start.a })
    const rest = { one: [3, 4], labels: [1, -1] }
    expect(await ran(session, { x: start.b, i: [1, -1] })).toEqual({ a: start.a, again: start.a, fed: start.b, ...rest })
    expect(await ran(session, { x: start.a, i: [1, -1] })).toEqual({ a: start.b, again: start.b, fed: start.a, ...rest })
    session.close()
  })

  it('convolves with the weights of this run, not with those that were packed before', async () => {
    const w = learned('w', [1, 1, 2, 2])
    const y = conv2d(input('x', [1, 2, 2, 2]), w, centred(1))
    const session = await opened(target, { outputs: { y: total(y) }, updates: { w: mul(w, constant(2)) } }, { w: [1, 1, 1, 1] })
    const x = [1, 1, 1, 1, 1, 1, 1, 1]
    expect([(await ran(session, { x }))['y'], (await ran(session, { x }))['y'], (await ran(session, { x }))['y']]).toEqual([
      [16],
      [32],
      [64],
    ])
    session.close()
  })

  it('keeps its own copies: neither the first values nor what it gave reaches into it', async () => {
    const first = { a: Float64Array.from(start.a) }
    const session = await opened(target, { outputs: { a }, updates: { a: mul(a, constant(1)) } }, first)
    first.a.fill(0)
    const given = (await stateOf(session))['a']
    if (given instanceof Float64Array || given instanceof Float32Array) given.fill(0)
    expect(await ran(session)).toEqual({ a: start.a })
    expect(Object.keys(await stateOf(session))).toEqual(['a'])
    session.close()
  })

  it('names the input or the parameter that has no values, or too many', async () => {
    const program = right(compile(target.table)({ outputs: { y: mul(a, input('x', [2, 2])) }, updates: {} }))
    const unopened = await target.open(program, { a: [1] })()
    expect(E.isLeft(unopened) && unopened.left.message).toContain('a is f32[2, 2], but 1 values')
    const session = right(await target.open(program, start)())
    const result = await session.run({})()
    expect(E.isLeft(result) && result.left.message).toContain('x is f32[2, 2], but nothing')
    session.close()
  })
})
