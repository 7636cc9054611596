import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../dsl/compile/compile.ts'
import { countMacs } from '../../dsl/compile/cost.ts'
import { type Outputs, topological } from '../../dsl/core/graph.ts'
import { draw, type Issue } from '../../dsl/core/issue.ts'
import { within } from '../../dsl/core/scope.ts'
import { abs } from '../../dsl/ops/abs.ts'
import { add } from '../../dsl/ops/add.ts'
import { conv2d } from '../../dsl/ops/conv2d.ts'
import { constant, input, parameter } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { square } from '../../dsl/ops/square.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { total } from '../../dsl/ops/sum.ts'
import { centred } from '../../dsl/ops/window.ts'
import { evaluate } from '../../dsl/targets/reference/evaluate.ts'
import { plan } from '../../dsl/targets/tfjs/plan.ts'
import { wasm } from '../../dsl/targets/tfjs/wasm.ts'
import { grad } from '../../dsl/transform/grad.ts'

// The example that docs/tour.md follows from layer to layer: its code is taken from here, and what it shows is checked here.

const x = input('x', [1, 8, 8, 3])
const w = parameter({ name: 'w', shape: [1, 1, 3, 4], init: { kind: 'kaiming', gain: 1 }, trainable: true, decay: true })
const y = conv2d(x, w, centred(1))
const losses = { fit: total(square(y)), size: total(abs(y)) }

const narrow = parameter({ name: 'v', shape: [1, 1, 2, 4], init: { kind: 'kaiming', gain: 1 }, trainable: true, decay: true })
const wrong = within(['neck', 'P4'], () => conv2d(x, narrow, centred(1)))

const [dFit] = grad(losses.fit, [w])
const [dSize] = grad(losses.size, [w])
const step = { outputs: losses, updates: { w: sub(w, mul(constant(1e-3), add(dFit, dSize))) } }

const compiled = compile(wasm.table)(step)

const twice = (program: Program): TE.TaskEither<Issue, readonly number[]> =>
  pipe(
    wasm.open(program, { w: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }),
    TE.chain((session) => {
      const feeds = { x: new Float32Array(8 * 8 * 3).fill(0.1) }
      return pipe(
        [feeds, feeds],
        TE.traverseSeqArray((batch) => session.run(batch)),
        TE.map((outputs) => outputs.map(({ fit }) => fit?.[0] ?? NaN)),
      )
    }),
  )

const tour = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/tour.md'), 'utf8')

const described = (name: string, o: Outputs): string =>
  `${name.padEnd(9)} ${String(topological(Object.values(o)).length)} nodes  ${String(countMacs(o))} multiply-accumulates`

const program = (): Program => {
  if (E.isLeft(compiled)) throw new Error(draw(compiled.left[0]))
  return compiled.right
}

describe('the example of docs/tour.md', () => {
  it('is refused as the tour says where it is ill-typed', () => {
    expect(wrong.issues.map(draw)).toHaveLength(1)
    expect(tour).toContain(wrong.issues.map(draw).join())
  })

  it('goes through the passes as the tour says', () => {
    const seen = [described('declared', { ...step.outputs, ...step.updates })]
    compile(wasm.table, (pass, after) => seen.push(described(pass.name, after)))(step)
    expect(tour).toContain(seen.slice(0, 5).join('\n'))
  })

  it('becomes the kernel calls that the tour names', () => {
    const kernels = plan(program()).calls.map((call) => ('kernel' in call ? call.kernel : 'host'))
    expect(tour).toContain(kernels.join(' '))
  })

  it('runs, and the second step starts where the first ended', async () => {
    const result = await twice(program())()
    if (E.isLeft(result)) throw new Error(draw(result.left))
    const [first = NaN, second = NaN] = result.right
    const bindings = { x: new Float64Array(8 * 8 * 3).fill(0.1), w: Float64Array.from({ length: 12 }, (_, i) => i + 1) }
    expect(first).toBeCloseTo(evaluate({ fit: losses.fit }, bindings).fit.data[0] ?? NaN, 2)
    const next = { ...bindings, w: evaluate(step.updates, bindings).w.data }
    expect(second).toBeCloseTo(evaluate({ fit: losses.fit }, next).fit.data[0] ?? NaN, 2)
    expect(tour).toContain(`${first.toFixed(1)}, then ${second.toFixed(1)}`)
  })
})
