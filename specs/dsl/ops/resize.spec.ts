import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { compile } from '../../../dsl/compile/compile.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { resize } from '../../../dsl/ops/resize.ts'
import { total } from '../../../dsl/ops/sum.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { wasm } from '../../../dsl/targets/tfjs/wasm.ts'
import { grad } from '../../../dsl/transform/grad.ts'

const right = <A>(e: E.Either<unknown, A>): A => (E.isRight(e) ? e.right : expect.fail(JSON.stringify(e.left)))
const counted = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i)

/** Resizes of a column of `from` cells to each of these, and their adjoints on cotangents 0, 1, 2, …. */
const resizes = (from: number, sizes: readonly number[]): Readonly<Record<string, Tensor>> => {
  const x = input('x', [1, from, 1, 1])
  return Object.fromEntries(
    sizes.flatMap((to) => {
      const y = resize(x, to, 1)
      const [dx] = grad(total(mul(y, input(`dy${String(to)}`, y.shape))), [x])
      return [
        [`to ${String(to)}`, y],
        [`back ${String(to)}`, dx],
      ]
    }),
  )
}

describe('nearest resize', () => {
  it('reads the same cells on wasm as in the reference, and adds into the same, whatever the sizes', async () => {
    for (const from of [1, 2, 7, 13, 25, 50, 82, 84, 105, 118, 130]) {
      const sizes = [...new Set([1, 2 * from - 1, 2 * from, 3 * from, 41 * from, 25, 50, 100])]
      const outputs = resizes(from, sizes)
      const feeds = { x: counted(from), ...Object.fromEntries(sizes.map((to) => [`dy${String(to)}`, counted(to)])) }
      const meaning = evaluate(outputs, feeds)
      const session = right(await wasm.open(right(compile(wasm.table)({ outputs, updates: {} })), {})())
      const found = right(await session.run(feeds)())
      session.close()
      for (const name of Object.keys(outputs))
        expect(Array.from(found[name] ?? []), `${String(from)} ${name}`).toEqual([...(meaning[name]?.data ?? [])])
    }
  })

  it('reads the cell before where float32 rounds across: cell 75 of 100 reads cell 62 of 84', () => {
    const { y } = evaluate({ y: resize(input('x', [1, 84, 1, 1]), 100, 1) }, { x: counted(84) })
    expect([y.data[74], y.data[75], y.data[76]]).toEqual([62, 62, 63])
  })
})
