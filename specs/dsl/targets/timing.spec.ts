import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { madeUpFeeds } from '../../../cli/explanation/feeds.ts'
import { compile, type Program } from '../../../dsl/compile/compile.ts'
import { float } from '../../../dsl/core/apply.ts'
import { draw } from '../../../dsl/core/issue.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { host } from '../../../dsl/ops/host.ts'
import { constant, input } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { owner } from '../../../dsl/compile/owner.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import type { Session, Target, Values } from '../../../dsl/targets/session.ts'
import { tensorflowBf16 } from '../../../dsl/targets/tensorflow/target.ts'
import { webgpu } from '../../../dsl/targets/tfjs/webgpu/target.ts'
import type { Timing } from '../../../dsl/targets/timing.ts'
import { trainingOf } from '../../../graphs/experiment/build.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { initialState } from '../../../stdlib/nn/initialise.ts'
import { tiny } from '../../cli/training/tiny.ts'
import { hasTensorFlow, hasWebGpu, timedTargets } from './available.ts'

const right = <A>(e: E.Either<unknown, A>): A => (E.isRight(e) ? e.right : expect.fail(JSON.stringify(e.left)))
const compiled = (target: Target): Program => right(compile(target.table)(trainingOf(tiny({ method: setAsPublished }))))
const opened = async (target: Target, program: Program): Promise<Session> => {
  const session = await target.open(program, initialState(program, 0))()
  return E.isRight(session) ? session.right : expect.fail(draw(session.left))
}
const stateOf = async (session: Session): Promise<Values> => right(await session.state())
const timed = async (session: Session, feeds: Values): Promise<Timing> => right(await session.timed(feeds)())

/** Nodes that are counted with no call, though the target computes them. */
const uncounted = (program: Program, { calls }: Timing): readonly Tensor[] => {
  const counted = new Set(calls.flatMap(({ of }) => (typeof of === 'string' ? [] : of)))
  return program.schedule.steps.map(({ node }) => node).filter((x) => !counted.has(x) && owner(x) === x)
}

const onGpu = hasWebGpu ? [webgpu] : []
const all = [reference, ...timedTargets, ...(hasTensorFlow ? [tensorflowBf16] : [])]

describe.each(all.map((target) => [target.name, target] as const))('a timed run of %s', (name, target) => {
  it('is a run: the state after it is the same', async () => {
    const program = compiled(target)
    const feeds = madeUpFeeds(program.inputs, 3)
    const [a, b] = [await opened(target, program), await opened(target, program)]
    right(await a.run(feeds)())
    await timed(b, feeds)
    expect(await stateOf(b)).toEqual(await stateOf(a))
    a.close()
    b.close()
  })

  it('tells of every node that is computed, and of nothing that it does not know', async () => {
    const program = compiled(target)
    const session = await opened(target, program)
    const timing = await timed(session, madeUpFeeds(program.inputs, 3))
    session.close()
    expect(timing.calls.filter(({ of }) => of === 'unknown').map((c) => c.name)).toEqual([])
    // What TensorFlow fuses is counted with the convolution; masks of ReLU's gradient and sums behind a convolution are no nodes of their own.
    const fusible = name.startsWith('tensorflow') ? ['step', 'add'] : []
    expect([...new Set(uncounted(program, timing).map((x) => x.primitive.name))].filter((p) => !fusible.includes(p))).toEqual([])
    expect(timing.calls.every(({ milliseconds }) => Number.isFinite(milliseconds) && milliseconds >= 0)).toBe(true)
    expect(timing.calls.filter(({ kernel }) => kernel === '')).toEqual([])
  })

  it('tells of host functions, and of one run alone', async () => {
    const double = host({
      name: 'double',
      says: 'Doubles.',
      inputs: ['x'],
      type: ([x]) => x ?? { dtype: 'f32', shape: [] },
      of: ([x]) => Float64Array.from(x?.data ?? [], (v) => 2 * v),
    })
    const y = mul(float(double(mul(input('x', [2]), constant(3)))), constant(5))
    const program = right(compile(target.table)({ outputs: { y }, updates: {} }))
    const session = await opened(target, program)
    const counts = [await timed(session, { x: [1, 2] }), await timed(session, { x: [1, 2] })].map(
      ({ calls }) => calls.filter(({ kernel }) => kernel === 'host double').length,
    )
    session.close()
    expect(counts).toEqual([1, 1])
  })

  it('is refused on feeds that are not there', async () => {
    const program = compiled(target)
    const session = await opened(target, program)
    const refused = await session.timed({})()
    session.close()
    expect(E.isLeft(refused) && refused.left.code).toBe('input missing')
  })
})

describe.each(onGpu)('a timed run of $name', (target) => {
  it('is refused: kernels are queued there', async () => {
    const program = compiled(target)
    const session = await opened(target, program)
    const refused = await session.timed(madeUpFeeds(program.inputs, 3))()
    session.close()
    expect(E.isLeft(refused) && refused.left.code).toBe('target tfjs:webgpu: timing')
  })
})
