import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compile, type Program } from '../../../../dsl/compile/compile.ts'
import { draw } from '../../../../dsl/core/issue.ts'
import { type Shape, size } from '../../../../dsl/core/tensor.ts'
import { conv2d, conv2dFilter, conv2dInput } from '../../../../dsl/ops/conv2d.ts'
import { input } from '../../../../dsl/ops/leaf.ts'
import { centred, type Window } from '../../../../dsl/ops/window.ts'
import { evaluate } from '../../../../dsl/targets/reference/evaluate.ts'
import type { Values } from '../../../../dsl/targets/session.ts'
import { graphOf } from '../../../../dsl/targets/tensorflow/build.ts'
import { numericsOf, type Precision } from '../../../../dsl/targets/tensorflow/precision.ts'
import { tensorflow } from '../../../../dsl/targets/tensorflow/target.ts'
import { hasTensorFlow } from '../available.ts'

const window = (stride: number, rows: readonly [number, number], columns: readonly [number, number]): Window => ({
  strides: [stride, stride],
  pads: [rows, columns],
  dilations: [1, 1],
})

// Of a map of 6 × 7 and a kernel of 3 × 3: the window, and what its padding is called.
const windows: Readonly<Record<string, readonly [Window, string]>> = {
  'centred, stride 1': [centred(3), 'SAME'],
  'without pads': [window(1, [0, 0], [0, 0]), 'VALID'],
  'without pads, stride 2': [window(2, [0, 0], [0, 0]), 'VALID'],
  'stride 2, the odd zero behind': [window(2, [0, 1], [1, 1]), 'SAME'],
  'centred, stride 2: the odd zero in front': [centred(3, 2), 'EXPLICIT'],
  'more behind than in front': [window(1, [0, 2], [1, 3]), 'EXPLICIT'],
  'stride 3, so that some rows are never read': [window(3, [2, 0], [1, 0]), 'EXPLICIT'],
  'stride 2 and wide pads': [window(2, [4, 3], [2, 5]), 'EXPLICIT'],
}

const [x, w] = [input('x', [2, 6, 7, 3]), input('w', [3, 3, 3, 4])]

const compiled = (win: Window): Program => {
  const y = conv2d(x, w, win)
  const dy = input('dy', y.shape)
  const outputs = { y, dx: conv2dInput(dy, w, win, x.shape), dw: conv2dFilter(x, dy, win, w.shape) }
  const program = compile(tensorflow.table)({ outputs, updates: {} })
  return E.isRight(program) ? program.right : expect.fail(program.left.map(draw).join('\n'))
}

describe.each(Object.entries(windows))('a convolution, %s', (_, [win, name]) => {
  const program = compiled(win)

  it.each(['float', 'bfloat16'] as const)('has adjoints whose padding has a name, in %s: oneDNN takes no others', (precision) => {
    const paddings = graphOf(program, numericsOf(precision, false, 'avx512_bf16')).nodes.flatMap(({ op, attrs }) =>
      /Conv2D/.test(op) ? [[op, attrs['padding']]] : [],
    )
    const named = name === 'EXPLICIT' ? 'VALID' : name
    expect(Object.fromEntries(paddings)).toEqual({
      Conv2D: { text: name },
      Conv2DBackpropInput: { text: named },
      Conv2DBackpropFilter: { text: named },
    })
  })

  it.skipIf(!hasTensorFlow)('has the values that the reference has', async () => {
    const whole = (n: number, k: number): number[] => Array.from({ length: n }, (_, i) => ((i * k) % 11) - 5)
    const feeds: Values = Object.fromEntries(program.inputs.map(({ name, shape }, k) => [name, whole(size(shape), 7 + k)]))
    const session = await tensorflow.open(program, {})()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    const found = await session.right.run(feeds)()
    session.right.close()
    const meant = evaluate(program.legal.outputs, feeds)
    for (const [output, { data }] of Object.entries(meant))
      expect(Array.from((E.isRight(found) ? found.right[output] : undefined) ?? [], (v) => v + 0)).toEqual(Array.from(data, (v) => v + 0))
  })
})

const large: Readonly<Record<string, readonly [image: Shape, kernel: Shape, Window, strips: number]>> = {
  'centred, of two images': [[2, 60, 50, 256], [3, 3, 256, 1], centred(3), 2],
  'unlike pads': [[1, 57, 60, 256], [3, 3, 256, 1], window(1, [3, 2], [0, 1]), 2],
  'taller than wide, of a wide cotangent': [[2, 42, 66, 1], [3, 1, 1, 256], window(1, [1, 1], [0, 0]), 2],
  'of one cell': [[2, 60, 50, 256], [1, 1, 256, 1], centred(1), 2],
  'of rows that nothing divides': [[1, 59, 50, 256], [3, 3, 256, 1], centred(3), 1],
  'of longer strides': [[1, 60, 50, 256], [3, 3, 256, 1], centred(3, 2), 1],
}

describe.each(Object.entries(large))('the adjoint in the kernel of a map that no cache holds, %s', (_, [image, kernel, win, strips]) => {
  const y = conv2d(input('x', image), input('w', kernel), win)
  const outputs = { dw: conv2dFilter(input('x', image), input('dy', y.shape), win, kernel) }
  const program = compile(tensorflow.table)({ outputs, updates: {} })
  if (E.isLeft(program)) throw new Error(program.left.map(draw).join('\n'))
  const parts = (precision: Precision, gpu: boolean): number => {
    const { nodes } = graphOf(program.right, numericsOf(precision, gpu, 'avx512_bf16'))
    const named = new Map(nodes.map((node) => [node.name, node] as const))
    const cotangent = named.get(nodes.find(({ op }) => op === 'Conv2DBackpropFilter')?.inputs[2] ?? '')
    if (cotangent?.op !== 'Reshape') return 1
    const shape = named.get(cotangent.inputs[1] ?? '')?.attrs['value']
    const images = shape !== undefined && 'tensor' in shape && typeof shape.tensor.values === 'object' ? shape.tensor.values[0] : undefined
    return (images ?? NaN) / (image[0] ?? NaN)
  }

  it('is of strips of rows on a CPU in float, and of the whole elsewhere', () => {
    expect(parts('float', false)).toBe(strips)
    expect([parts('float', true), parts('bfloat16', false)]).toEqual([1, 1])
  })

  it.skipIf(!hasTensorFlow)('has the value that the reference has', async () => {
    const whole = (n: number, k: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * k) % 11) - 5)
    const feeds: Values = { x: whole(size(image), 7), dy: whole(size(y.shape), 9) }
    const session = await tensorflow.open(program.right, {})()
    if (E.isLeft(session)) return expect.fail(draw(session.left))
    const found = await session.right.run(feeds)()
    session.right.close()
    expect(Array.from((E.isRight(found) ? found.right['dw'] : undefined) ?? [], (v) => v + 0)).toEqual(
      Array.from(evaluate(outputs, feeds).dw.data, (v) => v + 0),
    )
  })
})
