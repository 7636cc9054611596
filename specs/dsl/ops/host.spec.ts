import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../dsl/compile/compile.ts'
import { float } from '../../../dsl/core/apply.ts'
import { type Outputs, rewrite } from '../../../dsl/core/graph.ts'
import { draw } from '../../../dsl/core/issue.ts'
import type { Procedure } from '../../../dsl/core/procedure.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { add } from '../../../dsl/ops/add.ts'
import { host } from '../../../dsl/ops/host.ts'
import { constant, input, parameter } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { square } from '../../../dsl/ops/square.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Session, Target, Values } from '../../../dsl/targets/session.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import { furthest } from '../../laws/agreement.ts'
import { programs } from '../../laws/generators/programs.ts'
import { tolerances } from '../../laws/tolerances.ts'
import { float32Targets } from '../targets/available.ts'
import { itself } from './itself.ts'

const descending = host({
  name: 'descending',
  says: 'Sorts, the largest first.',
  inputs: ['x'],
  type: ([x]) => ({ dtype: 'f32', shape: x?.shape ?? [] }),
  of: ([x]) =>
    Float64Array.from(x?.data ?? [])
      .sort()
      .reverse(),
})
const positions = host({
  name: 'positions',
  says: 'The place of each of x among y, −1 where it is not.',
  inputs: ['x', 'y'],
  type: ([x]) => ({ dtype: 'f32', shape: x?.shape ?? [] }),
  of: ([x, y]) => Float64Array.from(x?.data ?? [], (v) => y?.data.indexOf(v) ?? -1),
})

const opened = async (target: Target, procedure: Procedure, state: Values): Promise<Session> => {
  const program = compile(target.table)(procedure)
  if (E.isLeft(program)) return expect.fail(program.left.map(draw).join('\n'))
  const session = await target.open(program.right, state)()
  return E.isRight(session) ? session.right : expect.fail(draw(session.left))
}
const ran = async (session: Session, feeds: Values): Promise<Values> => {
  const result = await session.run(feeds)()
  return E.isRight(result) ? result.right : expect.fail(draw(result.left))
}
const plain = (values: Values): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Array.from(v)]))

const w = parameter({ name: 'w', shape: [3], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
const x = input('x', [3])

describe.each([reference, ...float32Targets].map((target) => [target.name, target] as const))('a host function on %s', (_, target) => {
  it('is called between what it needs and what needs it, again and again', async () => {
    const y = add(square(x), w)
    const sorted = float(descending(y))
    const place = float(positions(sorted, y))
    const outputs = { sorted, place, both: add(mul(sorted, constant(10)), y), y }
    const session = await opened(target, { outputs, updates: { w: place } }, { w: [1, 0, 0] })
    expect(plain(await ran(session, { x: [1, 3, 2] }))).toEqual({ sorted: [9, 4, 2], place: [1, 2, 0], both: [92, 49, 24], y: [2, 9, 4] })
    expect(E.map(plain)(await session.state())).toEqual(E.right({ w: [1, 2, 0] }))
    expect(plain(await ran(session, { x: [1, 3, 2] }))).toEqual({
      sorted: [11, 4, 2],
      place: [1, 2, 0],
      both: [112, 51, 24],
      y: [2, 11, 4],
    })
    session.close()
  })

  it('reads what is fed, learned and constant', async () => {
    const outputs = { fed: positions(x, x), learned: descending(w), constant: descending(constant([1, 2, 3], [3])) }
    const session = await opened(target, { outputs, updates: {} }, { w: [1, 0, 2] })
    expect(plain(await ran(session, { x: [1, 3, 2] }))).toEqual({ fed: [0, 1, 2], learned: [2, 1, 0], constant: [3, 2, 1] })
    session.close()
  })

  it('that gives what it is given changes no program, wherever it stands', async () => {
    const everyThird = (outputs: Outputs): Outputs => {
      let n = 0
      return rewrite(outputs, (node) => (node.inputs.length > 0 && node.dtype === 'f32' && n++ % 3 === 0 ? itself(node) : node))
    }
    await fc.assert(
      fc.asyncProperty(programs, async ({ outputs, bindings }) => {
        const session = await opened(target, { outputs: everyThird(outputs), updates: {} }, bindings)
        const found = Object.entries(await ran(session, bindings)).map(([name, data]) => [name, { data }] as const)
        session.close()
        expect(furthest(evaluate(outputs, bindings), Object.fromEntries(found))).toBeLessThanOrEqual(tolerances.float32)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a host function', () => {
  it('has no gradient', () => {
    const y: Tensor<'f32'> = mul(float(descending(w)), w)
    const [dw] = grad(total(y), [w])
    expect(Array.from(evaluate({ dw }, { w: [1, 3, 2] }).dw.data)).toEqual([3, 2, 1])
  })
})
