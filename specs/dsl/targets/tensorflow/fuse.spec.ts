import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Outputs } from '../../../../dsl/core/graph.ts'
import type { Tensor } from '../../../../dsl/core/tensor.ts'
import { add } from '../../../../dsl/ops/add.ts'
import { conv2d } from '../../../../dsl/ops/conv2d.ts'
import { input } from '../../../../dsl/ops/leaf.ts'
import { relu } from '../../../../dsl/ops/relu.ts'
import { centred } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import type { Values } from '../../../../dsl/targets/session.ts'
import { graphOf } from '../../../../dsl/targets/tensorflow/build.ts'
import { tensorflow } from '../../../../dsl/targets/tensorflow/target.ts'
import { hasTensorFlow } from '../available.ts'

const compiled = (outputs: Outputs): Program => {
  const program = compile(tensorflow.table)({ outputs, updates: {} })
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}
const ops = (outputs: Outputs, precision: 'float' | 'bfloat16' = 'float'): readonly string[] =>
  graphOf(compiled(outputs), precision).nodes.flatMap(({ op }) => (/Conv2D|AddV2|Relu/.test(op) ? [op] : []))

const [b, x] = [input('b', [2]), input('x', [1, 3, 4, 2])]
const y: Tensor<'f32'> = conv2d(x, input('w', [3, 3, 2, 2]), centred(3))
const biased = add(y, b)

describe('a convolution with bias', () => {
  it('is one op, with its ReLU where there is one, on whichever side the bias stands', () => {
    expect(ops({ biased })).toEqual(['_FusedConv2D'])
    expect(ops({ y: relu(biased) })).toEqual(['_FusedConv2D'])
    expect(ops({ y: relu(add(b, y)) })).toEqual(['_FusedConv2D'])
  })

  it('stays apart where something else reads what lies between, where the sum is of two maps, and in 16 bits', () => {
    expect(ops({ biased, y })).toEqual(['Conv2D', 'AddV2'])
    expect(ops({ biased, positive: relu(biased) })).toEqual(['_FusedConv2D', 'Relu'])
    expect(ops({ y: relu(add(y, input('z', y.shape))) })).toEqual(['Conv2D', 'AddV2', 'Relu'])
    expect(ops({ y: add(y, input('row', [4, 1])) })).toEqual(['Conv2D', 'AddV2'])
    expect(ops({ biased }, 'bfloat16')).toEqual(['Conv2D', 'AddV2'])
  })

  it.skipIf(!hasTensorFlow)('has the value of the three', async () => {
    const counted = (n: number): number[] => Array.from({ length: n }, (_, i) => ((i * 7) % 5) - 2)
    const feeds: Values = { x: counted(24), w: counted(36), b: [3, -4] }
    const outputs = { biased: add(conv2d(x, input('w', [3, 3, 2, 2]), centred(3)), b), positive: relu(biased) }
    for (const [name, output] of Object.entries(outputs)) {
      const session = await tensorflow.open(compiled({ [name]: output }), {})()
      if (E.isLeft(session)) return expect.fail(draw(session.left))
      const found = await session.right.run(feeds)()
      session.right.close()
      // oneDNN gives −0 where ReLU cuts.
      expect(E.isRight(found) ? Array.from(found.right[name] ?? [], (v) => v + 0) : found.left).toEqual(
        Array.from(evaluate({ output }, feeds).output.data, (v) => v + 0),
      )
    }
  })
})
