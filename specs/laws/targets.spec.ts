import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Outputs } from '../../dsl/core/graph.ts'
import { draw } from '../../dsl/core/issue.ts'
import { compile } from '../../dsl/compile/compile.ts'
import { type Bindings, evaluate } from '../../dsl/targets/reference/evaluate.ts'
import type { Target, Values } from '../../dsl/targets/session.ts'
import { float32Targets } from '../dsl/targets/available.ts'
import { furthest } from './agreement.ts'
import { applications, names, programs } from './generators/programs.ts'
import { runs } from './runs.ts'
import { tolerances } from './tolerances.ts'

const right = <A>(e: E.Either<{ readonly code: string } | readonly { readonly code: string }[], A>): A => {
  if (E.isRight(e)) return e.right
  throw new Error(JSON.stringify(e.left))
}

const computed = async (target: Target, outputs: Outputs, bindings: Bindings): Promise<Values> => {
  const program = right(compile(target.table)({ outputs, updates: {} }))
  const session = right(await target.open(program, bindings)())
  try {
    const result = await session.run(bindings)()
    return E.isRight(result) ? result.right : expect.fail(draw(result.left))
  } finally {
    session.close()
  }
}

const agrees =
  (target: Target) =>
  async ({ outputs, bindings }: { readonly outputs: Outputs; readonly bindings: Bindings }): Promise<void> => {
    const found = Object.entries(await computed(target, outputs, bindings)).map(([name, data]) => [name, { data }] as const)
    expect(furthest(evaluate(outputs, bindings), Object.fromEntries(found))).toBeLessThanOrEqual(tolerances.float32)
  }

describe.each(float32Targets.map((target) => [target.name, target] as const))('%s', (_, target) => {
  it.each(names)('computes %s as the reference does', async (name) => {
    await fc.assert(fc.asyncProperty(applications(name), agrees(target)), { numRuns: 20 })
  })

  it('computes generated programs as the reference does', async () => {
    await fc.assert(fc.asyncProperty(programs, agrees(target)), runs)
  })
})
