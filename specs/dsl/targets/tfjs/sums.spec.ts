import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../../dsl/compile/compile.ts'
import { type Shape, size } from '../../../../dsl/core/tensor.ts'
import { input } from '../../../../dsl/ops/leaf.ts'
import { sum } from '../../../../dsl/ops/sum.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import { wasm } from '../../../../dsl/targets/tfjs/wasm.ts'
import { random } from '../../../../stdlib/data/random.ts'
import { runs } from '../../../laws/runs.ts'

/** The largest relative error of a sum of numbers from 0 to 1, which has no cancellation. */
const error = async (shape: Shape, axes: readonly number[], seed: number): Promise<number> => {
  const r = random(seed)
  const x = new Float32Array(size(shape)).map(() => r.uniform())
  const outputs = { sum: sum(input('x', shape), axes) }
  const compiled = compile(wasm.table)({ outputs, updates: {} })
  const opened = E.isRight(compiled) ? await wasm.open(compiled.right, {})() : expect.fail('it does not compile')
  const session = E.isRight(opened) ? opened.right : expect.fail('it does not open')
  const result = await session.run({ x })()
  session.close()
  const found = E.isRight(result) ? (result.right['sum'] ?? []) : expect.fail('it does not run')
  const { data } = evaluate(outputs, { x }).sum
  expect(found.length).toBe(data.length)
  return data.reduce((worst, v, i) => Math.max(worst, Math.abs((found[i] ?? NaN) / v - 1)), 0)
}

describe('a sum on wasm', () => {
  it('errs by 2e-7 over all of a large map', async () => {
    expect(await error([2, 100, 100, 256], [0, 1, 2, 3], 1)).toBeLessThan(2e-7)
  })

  it('errs by 8e-7 over any axes of any map, of prime extents too', async () => {
    const extents = fc.array(fc.constantFrom(1, 2, 3, 4, 7, 16, 31, 64, 67, 131, 256), { minLength: 1, maxLength: 4 })
    const cases = fc
      .tuple(extents, fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), fc.nat())
      .map(([e, a, seed]) => {
        const shape = e.map((d, i) => (size(e.slice(0, i + 1)) > 300_000 ? 1 : d))
        return { shape, axes: [...new Set(a.map((axis) => axis % shape.length))], seed }
      })
      .filter(({ shape }) => size(shape) <= 300_000)
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, axes, seed }) => {
        expect(await error(shape, axes, seed)).toBeLessThan(8e-7)
      }),
      runs,
    )
  })
})
