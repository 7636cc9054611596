import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import type { Outputs } from '../../../../dsl/core/graph.ts'
import type { Tensor } from '../../../../dsl/core/tensor.ts'
import { add } from '../../../../dsl/ops/add.ts'
import { conv2d } from '../../../../dsl/ops/conv2d.ts'
import { constant, input } from '../../../../dsl/ops/leaf.ts'
import { mul } from '../../../../dsl/ops/mul.ts'
import { neg } from '../../../../dsl/ops/neg.ts'
import { relu } from '../../../../dsl/ops/relu.ts'
import { step } from '../../../../dsl/ops/step.ts'
import { centred } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import type { Values } from '../../../../dsl/targets/session.ts'
import { graphOf } from '../../../../dsl/targets/tensorflow/build.ts'
import { numericsOf } from '../../../../dsl/targets/tensorflow/precision.ts'
import { tensorflow } from '../../../../dsl/targets/tensorflow/target.ts'
import { hasTensorFlow } from '../available.ts'

const compiled = (outputs: Outputs): Program => {
  const program = compile(tensorflow.table)({ outputs, updates: {} })
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}
const ops = (outputs: Outputs, numerics = numericsOf('float', false)): readonly string[] =>
  graphOf(compiled(outputs), numerics).nodes.flatMap(({ op }) => (/Conv2D|AddV2|Relu|Greater|Mul|Cast/.test(op) ? [op] : []))

const whole = (n: number): number[] => Array.from({ length: n }, (_, i) => ((i * 7) % 5) - 2)

const [b, x] = [input('b', [2]), input('x', [1, 3, 4, 2])]
const y: Tensor<'f32'> = conv2d(x, input('w', [3, 3, 2, 2]), centred(3))
const biased = add(y, b)

describe('a convolution with bias', () => {
  it('is one op, with its ReLU where there is one, on whichever side the bias stands', () => {
    expect(ops({ biased })).toEqual(['_FusedConv2D'])
    expect(ops({ y: relu(biased) })).toEqual(['_FusedConv2D'])
    expect(ops({ y: relu(add(b, y)) })).toEqual(['_FusedConv2D'])
  })

  it('stays apart where something else reads what lies between, where the sum is of two maps, and on a GPU', () => {
    expect(ops({ biased, y })).toEqual(['Conv2D', 'AddV2'])
    expect(ops({ biased, positive: relu(biased) })).toEqual(['_FusedConv2D', 'Relu'])
    expect(ops({ y: relu(add(y, input('z', y.shape))) })).toEqual(['Conv2D', 'AddV2', 'Relu'])
    expect(ops({ y: relu(add(biased, input('z', y.shape))), biased })).toEqual(['_FusedConv2D', 'AddV2', 'Relu'])
    expect(ops({ y: add(y, input('row', [4, 1])) })).toEqual(['Conv2D', 'AddV2'])
    expect(ops({ biased }, numericsOf('float', true))).toEqual(['Conv2D', 'AddV2'])
    // Operands in half precision are scaled, and a bias is not.
    expect(ops({ biased }, numericsOf('half', false, 'avx512_fp16'))).toContain('AddV2')
  })

  it('takes in another map, on whichever side, and one of two convolutions the other', () => {
    const z = input('z', y.shape)
    expect(ops({ y: relu(add(biased, z)) })).toEqual(['_MklNativeFusedConv2D'])
    expect(ops({ y: add(z, biased) })).toEqual(['_MklNativeFusedConv2D'])
    const other = add(conv2d(x, input('v', [3, 3, 2, 2]), centred(3)), b)
    expect(ops({ y: relu(add(biased, other)) })).toEqual(['_FusedConv2D', '_MklNativeFusedConv2D'])
    expect(ops({ y: add(biased, input('row', [4, 1])) })).toEqual(['_FusedConv2D', 'AddV2'])
    expect(ops({ y: relu(add(biased, z)) }, { ...numericsOf('float', false), sums: false })).toEqual(['_FusedConv2D', 'AddV2', 'Relu'])
    const bf16 = ops({ y: relu(add(biased, z)) }, numericsOf('bfloat16', false, 'avx512_bf16'))
    expect(bf16.filter((op) => op !== 'Cast')).toEqual(['_MklNativeFusedConv2D', 'AddV2', 'Relu'])
  })

  it('stays in 16 bits with them', () => {
    const chain = relu(add(conv2d(relu(biased), input('v', [3, 3, 2, 2]), centred(3)), b))
    const bf16 = numericsOf('bfloat16', false, 'avx512_bf16')
    // The image, two kernels and the bias that both add are rounded once each; the result is widened to be fetched.
    expect(ops({ chain }, bf16).filter((op) => op !== 'Cast')).toEqual(['_MklNativeFusedConv2D', '_MklNativeFusedConv2D'])
    expect(ops({ chain }, bf16).filter((op) => op === 'Cast')).toHaveLength(5)
  })

  it.skipIf(!hasTensorFlow)('has the value of the three', async () => {
    const z = input('z', y.shape)
    const feeds: Values = { x: whole(24), w: whole(36), b: [3, -4], z: whole(24).map((v) => 7 * v) }
    const outputs = { biased, positive: relu(biased), summed: add(biased, z), residual: relu(add(z, biased)), twice: relu(add(biased, x)) }
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

describe.skipIf(!hasTensorFlow)('a map that is added in a convolution’s op', () => {
  it('is left as it was, for whoever reads it later', async () => {
    const z = mul(input('z', y.shape), constant(3))
    const summed = relu(add(biased, z))
    const outputs = { summed, again: mul(z, relu(neg(add(summed, z)))) }
    expect(ops(outputs)).toContain('_MklNativeFusedConv2D')
    const feeds: Values = { x: whole(24), w: whole(36), b: [3, -4], z: whole(24) }
    const session = await tensorflow.open(compiled(outputs), {})()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    const runs = [await session.right.run(feeds)(), await session.right.run(feeds)()]
    session.right.close()
    const meant = evaluate(outputs, feeds)
    for (const found of runs)
      for (const name of ['summed', 'again'] as const)
        expect(E.isRight(found) ? Array.from(found.right[name] ?? [], (v) => v + 0) : found.left).toEqual(
          Array.from(meant[name].data, (v) => v + 0),
        )
  })
})

describe('the gradient of ReLU', () => {
  const [dy, z] = [input('dy', [2, 3]), input('z', [2, 3])]
  const positive = relu(z)

  it('is one op, on whichever side the mask stands, and for each cotangent of one map', () => {
    expect(ops({ g: mul(dy, step(positive)) })).toEqual(['Relu', 'ReluGrad'])
    expect(ops({ g: mul(step(positive), dy) })).toEqual(['Relu', 'ReluGrad'])
    expect(ops({ g: mul(dy, step(positive)), h: mul(input('dz', [2, 3]), step(positive)) })).toEqual(['Relu', 'ReluGrad', 'ReluGrad'])
  })

  it('leaves a mask that something else reads, and one that repeats', () => {
    expect(ops({ g: mul(dy, step(positive)), mask: step(positive) })).toEqual(['Relu', 'Greater', 'Cast', 'ReluGrad'])
    expect(ops({ g: mul(dy, step(input('row', [3]))) })).toEqual(['Greater', 'Cast', 'Mul'])
  })

  it.skipIf(!hasTensorFlow)('has the value of the two', async () => {
    const feeds: Values = { dy: [1, -2, 3, -4, 5, -6], z: [1, 0, -1, 2, -0.5, 1e-30] }
    const outputs = { g: mul(dy, step(positive)) }
    const session = await tensorflow.open(compiled(outputs), {})()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    const found = await session.right.run(feeds)()
    session.right.close()
    expect(E.isRight(found) ? Array.from(found.right['g'] ?? [], (v) => v + 0) : found.left).toEqual(
      Array.from(evaluate(outputs, feeds).g.data, (v) => v + 0),
    )
  })
})
