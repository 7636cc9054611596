import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../dsl/compile/compile.ts'
import { draw } from '../../../dsl/core/issue.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { maxPool, type Pool } from '../../../dsl/ops/max-pool.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import { grad } from '../../../dsl/transform/grad.ts'
import { float32Targets } from '../targets/available.ts'

const stem: Pool = {
  size: [3, 3],
  strides: [2, 2],
  pads: [
    [1, 1],
    [1, 1],
  ],
}

describe.each([reference, ...float32Targets].map((target) => [target.name, target] as const))('a max pooling on %s', (_, target) => {
  // torch.nn.functional.max_pool2d(x, 3, 2, 1) and its gradient, with a cotangent of 1, 2, 3, 4.
  it.each([
    [
      'negative values beside pads',
      [-9, -2, -3, -4, -5, -6, -7, -8, -1, -3, -2, -8, -4, -9, -6, -5],
      [-2, -2, -1, -2],
      { 1: 3, 8: 3, 10: 4 },
    ],
    ['ties, of which the first gets the gradient', [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1], { 5: 10 }],
  ])('takes the maximum of each window: %s', async (__, x, y, gradient: Readonly<Record<number, number>>) => {
    const map = input('x', [1, 4, 4, 1])
    const pooled = maxPool(map, stem)
    const [dx] = grad(total(mul(pooled, input('dy', [1, 2, 2, 1]))), [map])
    const program = compile(target.table)({ outputs: { y: pooled, dx }, updates: {} })
    if (E.isLeft(program)) return expect.fail(program.left.map(draw).join())
    const session = await target.open(program.right, {})()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    const found = await session.right.run({ x, dy: [1, 2, 3, 4] })()
    session.right.close()
    if (E.isLeft(found)) return expect.fail(draw(found.left))
    expect(Array.from(found.right['y'] ?? [])).toEqual(y)
    expect(Array.from(found.right['dx'] ?? [])).toEqual(x.map((___, i) => gradient[i] ?? 0))
  })
})
