import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../../dsl/compile/compile.ts'
import { float } from '../../../../dsl/core/apply.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Procedure } from '../../../../dsl/core/procedure.ts'
import type { Tensor } from '../../../../dsl/core/tensor.ts'
import { conv2d, conv2dFilter } from '../../../../dsl/ops/conv2d.ts'
import { exp } from '../../../../dsl/ops/exp.ts'
import { input, parameter } from '../../../../dsl/ops/leaf.ts'
import { matmul } from '../../../../dsl/ops/matmul.ts'
import { mul } from '../../../../dsl/ops/mul.ts'
import { centred } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import { tensorflow, tensorflowBf16, tensorflowFp16 } from '../../../../dsl/targets/tensorflow/target.ts'
import { itself } from '../../ops/itself.ts'
import { hasTensorFlow } from '../available.ts'

const onHost = (x: Tensor<'f32'>): Tensor<'f32'> => float(itself(x))

const w = parameter({ name: 'w', shape: [1, 3, 3], init: { kind: 'constant', value: 0 }, trainable: true, decay: true })
const e = exp(input('x', [1, 3, 3]))
const map = exp(input('image', [1, 5, 5, 2]))

const programs: Readonly<Record<string, Procedure>> = {
  'a product reads a map of an earlier one': { outputs: { y: matmul(onHost(e), e) }, updates: {} },
  'a padded adjoint reads a map of an earlier one': {
    outputs: { dw: conv2dFilter(map, onHost(conv2d(map, input('k', [3, 3, 2, 2]), centred(3, 2))), centred(3, 2), [3, 3, 2, 2]) },
    updates: {},
  },
  'products of both read a parameter that the run writes': {
    outputs: { y: matmul(onHost(matmul(exp(e), w)), w) },
    updates: { w: mul(w, w) },
  },
  'products of both read a parameter': { outputs: { y: matmul(onHost(matmul(exp(e), w)), w) }, updates: {} },
}

// An operand of bfloat16 is off by 2⁻⁹ of its size at most, of half precision by 2⁻¹²; and nothing cancels: all is positive.
const targets = [
  [tensorflow, 1e-5],
  [tensorflowBf16, 0.02],
  [tensorflowFp16, 0.0025],
] as const

describe.skipIf(!hasTensorFlow).each(targets.map(([target, tolerance]) => [target.name, target, tolerance] as const))(
  'segments on %s',
  (_, target, tolerance) => {
    it.each(Object.entries(programs))('compute what the reference does where %s', async (_, procedure) => {
      const program = compile(target.table)(procedure)
      if (E.isLeft(program)) return expect.fail(program.left.map(draw).join('\n'))
      const wavy = (n: number): number[] => Array.from({ length: n }, (_, i) => 0.6 + 0.4 * Math.sin(i + 1))
      const state = program.right.parameters.length > 0 ? { w: wavy(9) } : {}
      const session = await target.open(program.right, state)()
      if (E.isLeft(session)) return expect.fail(draw(session.left))
      const feeds = Object.fromEntries(program.right.inputs.map(({ name, shape }) => [name, wavy(shape.reduce((a, b) => a * b, 1))]))
      const found = await session.right.run(feeds)()
      session.right.close()
      if (E.isLeft(found)) return expect.fail(draw(found.left))
      for (const [name, { data }] of Object.entries(evaluate(procedure.outputs, { ...feeds, ...state }))) {
        const size = Math.max(...data.map(Math.abs))
        data.forEach((v, i) => expect(Math.abs((found.right[name]?.[i] ?? NaN) - v) / size).toBeLessThan(tolerance))
      }
    })
  },
)
