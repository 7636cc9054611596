import * as E from 'fp-ts/lib/Either.js'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../../../../dsl/compile/compile.ts'
import type { KernelTable } from '../../../../../dsl/compile/legalise.ts'
import { draw, type Issue } from '../../../../../dsl/core/issue.ts'
import type { Procedure } from '../../../../../dsl/core/procedure.ts'
import { size, type Tensor } from '../../../../../dsl/core/tensor.ts'
import { conv2d, conv2dFilter, conv2dInput } from '../../../../../dsl/ops/conv2d.ts'
import { input } from '../../../../../dsl/ops/leaf.ts'
import { matmul } from '../../../../../dsl/ops/matmul.ts'
import { mul } from '../../../../../dsl/ops/mul.ts'
import { pad } from '../../../../../dsl/ops/slice.ts'
import { square } from '../../../../../dsl/ops/square.ts'
import { sum } from '../../../../../dsl/ops/sum.ts'
import { transpose } from '../../../../../dsl/ops/transpose.ts'
import { centred } from '../../../../../dsl/ops/window.ts'
import type { Session, Target, Values } from '../../../../../dsl/targets/session.ts'
import { wasm } from '../../../../../dsl/targets/tfjs/wasm.ts'
import { webgpu } from '../../../../../dsl/targets/tfjs/webgpu/target.ts'
import { trainingOf } from '../../../../../graphs/experiment/build.ts'
import { experiment, setAsPublished } from '../../../../../graphs/experiment/defaults.ts'
import { initialState } from '../../../../../stdlib/nn/initialise.ts'
import { furthest } from '../../../../laws/agreement.ts'
import { hasWebGpu } from '../../available.ts'

const compiled = (procedure: Procedure, table: KernelTable): Program => {
  const program = compile(table)(procedure)
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}
const opened = async (target: Target, program: Program, values: Values = {}): Promise<Session> => {
  const session = await target.open(program, values)()
  return E.isRight(session) ? session.right : expect.fail(draw(session.left))
}
const ran = async (session: Session, feeds: Values): Promise<Values> => {
  const result = await session.run(feeds)()
  return E.isRight(result) ? result.right : expect.fail(draw(result.left))
}

/** Values from 0 to 1; the numbers that schedules feed stay small. */
const fed = (program: Program): Values =>
  Object.fromEntries(
    program.inputs.map(({ name, shape, dtype }) => {
      const at = (i: number): number => (((i * 7919 + name.length) % 31) / 31) * (shape.length === 0 ? 0.01 : 1)
      return [name, dtype === 'i32' ? new Int32Array(size(shape)) : Float32Array.from({ length: size(shape) }, (_, i) => at(i))]
    }),
  )

/** The outputs of some steps on one batch. */
const steps = async (target: Target, procedure: Procedure, n: number): Promise<readonly Values[]> => {
  const program = compiled(procedure, target.table)
  const session = await opened(target, program, initialState(program, 0))
  const open = tf.memory().numTensors
  const found: Values[] = []
  for (let i = 0; i < n; i++) {
    found.push(await ran(session, fed(program)))
    expect(tf.memory().numTensors).toBe(open)
  }
  session.close()
  return found
}

const apart = async (procedure: Procedure, n = 1): Promise<number> => {
  const [ours, theirs] = [await steps(webgpu, procedure, n), await steps(wasm, procedure, n)]
  const exact = (v: Values): Readonly<Record<string, { readonly data: Float64Array; readonly shape: readonly number[] }>> =>
    Object.fromEntries(Object.entries(v).map(([name, data]) => [name, { data: Float64Array.from(data), shape: [data.length] }]))
  return Math.max(...theirs.map((v, i) => furthest(exact(v), exact(ours[i] ?? {}))))
}

const training = (): Procedure => {
  const e = experiment({
    name: 'small',
    classes: [{ id: 1, name: 'pup' }],
    data: { kind: 'coco', folder: 'none', train: 'train', valid: 'valid', empty: 'background' },
    method: setAsPublished,
  })
  return trainingOf({ ...e, input: { ...e.input, size: 64 }, training: { ...e.training, batch: 2 } })
}

const refusal = (y: Tensor): Issue | undefined => {
  const accepted = webgpu.accepts(compiled({ outputs: { y }, updates: {} }, webgpu.table))
  return E.isLeft(accepted) ? accepted.left : undefined
}

describe('WebGPU', () => {
  it('refuses a program whose tensors have more axes than its kernels take, and names one', () => {
    const turned = (n: number): Tensor =>
      transpose(
        input('x', Array<number>(n).fill(2)),
        Array.from({ length: n }, (_, i) => n - 1 - i),
      )
    expect(refusal(turned(6))).toBeUndefined()
    expect(refusal(turned(7))).toMatchObject({ code: 'tfjs:webgpu axes' })
  })
})

describe.skipIf(!hasWebGpu)('a session on WebGPU', () => {
  it('computes large operands as wasm does', async () => {
    const [x, dy, w] = [input('x', [2, 40, 33, 48]), input('dy', [2, 40, 33, 72]), input('w', [3, 3, 48, 72])]
    const outputs = {
      convolution: conv2d(x, w, centred(3)),
      toInput: conv2dInput(dy, w, centred(3), x.shape),
      toFilter: conv2dFilter(x, dy, centred(3), w.shape),
      product: matmul(input('a', [1, 300, 257]), input('b', [1, 257, 130])),
      channels: mul(x, input('c', [48])),
    }
    expect(await apart({ outputs, updates: {} })).toBeLessThan(1e-5)
  })

  it('sums all of a large map with an error of 2e-7', async () => {
    const x = input('x', [2, 100, 100, 256])
    const program = compiled({ outputs: { y: sum(x) }, updates: {} }, webgpu.table)
    const session = await opened(webgpu, program)
    const values = Float32Array.from({ length: size(x.shape) }, (_, i) => ((i * 7919) % 1021) / 1021)
    const { y } = await ran(session, { x: values })
    session.close()
    const exact = values.reduce((a, b) => a + b, 0)
    expect(Math.abs((y?.[0] ?? NaN) / exact - 1)).toBeLessThan(2e-7)
  })

  it('trains FCOS + SET as wasm does, and leaves no tensor behind', async () => {
    expect(await apart(training(), 2)).toBeLessThan(1e-3)
  })

  it('gives as an issue what the GPU finds wrong after the call, and works on', async () => {
    const raw: KernelTable = { name: webgpu.name, replace: () => null }
    const uncountable = pad(input('x', [1, 1, 1, 1, 2]), [
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    const broken = await opened(webgpu, compiled({ outputs: { y: uncountable }, updates: {} }, raw))
    const result = await broken.run({ x: [1, 2] })()
    broken.close()
    expect(E.isLeft(result) && [result.left.code, result.left.message]).toEqual([
      'target tfjs:webgpu',
      expect.stringMatching(/^a kernel runs, but it failed: .*WGSL/),
    ])
    const sound = await opened(webgpu, compiled({ outputs: { y: square(input('x', [2])) }, updates: {} }, webgpu.table))
    expect(await ran(sound, { x: [2, 3] })).toEqual({ y: Float32Array.of(4, 9) })
    sound.close()
  })

  it('refuses a tensor that no GPU binds, with both sizes', async () => {
    const result = await webgpu.open(compiled({ outputs: { y: square(input('x', [2 ** 16, 2 ** 16])) }, updates: {} }, webgpu.table), {})()
    expect(E.isLeft(result) ? result.left.message : '').toMatch(/at most .* MiB can be bound on this GPU, but one has 16384\.0 MiB/)
  })
})
