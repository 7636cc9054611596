import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../../dsl/compile/compile.ts'
import type { Issue } from '../../../../dsl/core/issue.ts'
import type { Tensor } from '../../../../dsl/core/tensor.ts'
import { add } from '../../../../dsl/ops/add.ts'
import { input, parameter } from '../../../../dsl/ops/leaf.ts'
import { reshape } from '../../../../dsl/ops/reshape.ts'
import { square } from '../../../../dsl/ops/square.ts'
import { wasm } from '../../../../dsl/targets/tfjs/wasm.ts'

const refusal = async (y: Tensor, state: Readonly<Record<string, readonly number[]>> = {}): Promise<Issue | undefined> => {
  const program = compile(wasm.table)({ outputs: { y }, updates: {} })
  if (E.isLeft(program)) return program.left[0]
  const session = await wasm.open(program.right, state)()
  if (E.isRight(session)) session.right.close()
  return E.isLeft(session) ? session.left : undefined
}

const axes = (n: number): Tensor<'f32'> => {
  const x = reshape(input('x', [2]), [2, ...Array<number>(n - 1).fill(1)])
  return add(x, reshape(square(input('z', [3])), [1, 3, ...Array<number>(n - 2).fill(1)]))
}

describe('wasm refuses to open', () => {
  it('a program whose tensors have more axes than its kernels take, and names one', async () => {
    expect(await refusal(axes(6))).toBeUndefined()
    expect(await refusal(axes(7))).toMatchObject({ code: 'tfjs:wasm axes', path: [] })
  })

  it('a program that does not fit into its heap, with both sizes', async () => {
    expect(await refusal(square(input('x', [2 ** 15, 2 ** 15])))).toMatchObject({
      code: 'tfjs:wasm memory',
      message: 'a WebAssembly heap ends at 4.0 GiB, but the program needs 8.0 GiB',
    })
  })

  it('a program whose parameters are not given', async () => {
    const w = parameter({ name: 'w', shape: [2], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
    expect(await refusal(square(w))).toMatchObject({ code: 'state missing', path: ['w'] })
    expect(await refusal(square(w), { w: [1] })).toMatchObject({ code: 'state size', path: ['w'] })
  })
})
