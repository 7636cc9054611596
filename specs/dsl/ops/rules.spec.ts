import { describe, expect, it } from 'vitest'
import { apply } from '../../../dsl/core/apply.ts'
import { draw } from '../../../dsl/core/issue.ts'
import type { Primitive } from '../../../dsl/core/primitive.ts'
import { within } from '../../../dsl/core/scope.ts'
import type { Data, Shape, Tensor } from '../../../dsl/core/tensor.ts'
import { type PrimitiveName, registry } from '../../../dsl/ops/index.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { centred } from '../../../dsl/ops/window.ts'

/** One application that breaks a rule and keeps those before it, and the two values that its message must show. */
interface Broken {
  readonly inputs: readonly Tensor[]
  readonly params: Data
  readonly shows: readonly [string, string]
}

const x = (...shape: Shape): Tensor<'f32'> => input(`x${shape.join('x')}`, shape)
const broken = (inputs: readonly Tensor[], params: Data, ...shows: readonly [string, string]): Broken => ({ inputs, params, shows })

const none = {}
const elementwise = { C1: broken([x(2, 3), x(4)], none, '[2, 3]', '[4]') }
const axes = (rank: number, axis: number, more = {}): Broken =>
  broken([x(...Array.from({ length: rank }, () => 2))], { axes: [axis], ...more }, `axes ${String(axis)}`, `rank ${String(rank)}`)
const grid = { C1: broken([x(2, 3, 4)], { rows: 2, columns: 5 }, '[2, 3, 4]', '2 × 5') }
const window = centred(3)

const pool = {
  size: [3, 3],
  strides: [2, 2],
  pads: [
    [1, 1],
    [1, 1],
  ],
}
const poolings = (more: readonly Tensor[]): { readonly C1: Broken; readonly C2: Broken; readonly C3: Broken } => ({
  C1: broken([x(4, 4, 2), ...more], pool, 'rank 3', 'x has rank 4'),
  C2: broken(
    [x(1, 4, 4, 2), ...more],
    {
      ...pool,
      pads: [
        [3, 0],
        [1, 1],
      ],
    },
    'pads [3, 0, 1, 1]',
    'size [3, 3]',
  ),
  C3: broken([x(1, 2, 4, 2), ...more], { ...pool, size: [5, 3] }, 'would be [1, 0, 2, 2]', 'fits'),
})
const [pooling, followed] = [poolings([]), poolings([x(1, 2, 2, 2)])]

/** For every primitive, a case a rule: a primitive without a line here does not type-check, a rule without one fails below. */
const cases: { readonly [P in PrimitiveName]: { readonly [code: `C${number}`]: Broken } } = {
  abs: none,
  add: elementwise,
  broadcast: { C1: broken([x(2, 3)], { shape: [2, 4] }, '[2, 3]', '[2, 4]') },
  cast: { C1: broken([x(2)], none, 'i32', 'f32') },
  concat: {
    C1: broken([x(2, 3), x(2, 3)], { axis: 2 }, 'axis 2', '2 tensors'),
    C2: broken([x(2, 3), x(4, 4)], { axis: 1 }, '[2, 3]', '[4, 4]'),
  },
  conv2d: {
    C1: broken([x(4, 4, 2), x(3, 3, 2, 5)], window, '3', '4'),
    C2: broken([x(1, 4, 4, 2), x(3, 3, 2, 5)], { ...window, strides: [0, 1] }, 'strides [0, 1]', 'dilations [1, 1]'),
    C3: broken([x(1, 4, 4, 2), x(3, 3, 7, 5)], window, '2', '7'),
    C4: broken([x(1, 2, 9, 2), x(5, 5, 2, 3)], centred(1), 'would be [1, -2, 5, 3]', 'fits'),
  },
  conv2dFilter: {
    C1: broken([x(4, 4, 2), x(1, 4, 4, 5)], { ...window, shape: [3, 3, 2, 5] }, '3', '4'),
    C2: broken(
      [x(1, 4, 4, 2), x(1, 4, 4, 5)],
      { ...window, dilations: [1, -1], shape: [3, 3, 2, 5] },
      'strides [1, 1]',
      'dilations [1, -1]',
    ),
    C3: broken([x(1, 4, 4, 2), x(1, 3, 3, 5)], { ...window, shape: [3, 3, 2, 5] }, '[1, 3, 3, 5]', '[1, 4, 4, 5]'),
  },
  conv2dInput: {
    C1: broken([x(4, 4, 2), x(3, 3, 2, 5)], { ...window, shape: [1, 4, 4, 2] }, '3', '4'),
    C2: broken(
      [x(1, 4, 4, 5), x(3, 3, 2, 5)],
      { ...window, strides: [1, 0.5], shape: [1, 4, 4, 2] },
      'strides [1, 0.5]',
      'dilations [1, 1]',
    ),
    C3: broken([x(1, 3, 3, 5), x(3, 3, 2, 5)], { ...window, shape: [1, 4, 4, 2] }, '[1, 3, 3, 5]', '[1, 4, 4, 5]'),
  },
  div: elementwise,
  exp: none,
  globalAveragePool: { C1: broken([x(2, 3, 4)], none, '[2, 3, 4]', 'rank 3') },
  log: none,
  matmul: {
    C1: broken([x(2, 3, 4), x(5, 4, 3)], { left: false, right: false }, '[2, 3, 4]', '[5, 4, 3]'),
    C2: broken([x(2, 3, 4), x(2, 5, 3)], { left: false, right: false }, '4', '5'),
  },
  maximum: elementwise,
  maxPool: pooling,
  maxPoolAdjoint: { ...followed, C4: broken([x(1, 4, 4, 2), x(1, 4, 4, 2)], pool, '[1, 4, 4, 2]', '[1, 2, 2, 2]') },
  maxPoolPick: { ...followed, C4: broken([x(1, 4, 4, 2), x(1, 2, 2, 2)], pool, '[1, 2, 2, 2]', '[1, 4, 4, 2]') },
  minimum: elementwise,
  mul: elementwise,
  neg: none,
  normalise: { C1: axes(2, 2, { epsilon: 1e-5 }) },
  normaliseAdjoint: {
    C1: axes(2, -1, { epsilon: 1e-5 }),
    C2: broken([x(2, 3), x(3, 2)], { axes: [0], epsilon: 1e-5 }, '[2, 3]', '[3, 2]'),
  },
  oneHot: { C1: broken([x(2)], { depth: 3 }, 'f32', 'depth 3') },
  pad: {
    C1: broken(
      [x(2, 3)],
      {
        pads: [
          [0, -1],
          [0, 0],
        ],
      },
      '0+-1',
      '[2, 3]',
    ),
  },
  relu: none,
  reshape: {
    C1: broken([x(2, 3)], { shape: [7] }, '6', '7'),
    C2: broken([x(2, 3)], { shape: [4, 1.5] }, '[2, 3]', '[4, 1.5]'),
  },
  resize: grid,
  resizeAdjoint: grid,
  reverse: { C1: axes(3, 3) },
  sigmoid: none,
  sign: none,
  slice: { C1: broken([x(2, 3)], { begin: [0, 2], size: [2, 2] }, '[0, 2]', '[2, 3]') },
  softplus: none,
  sqrt: none,
  square: none,
  step: none,
  stopGradient: none,
  sub: elementwise,
  sum: { C1: axes(2, 5) },
  transpose: { C1: broken([x(2, 3)], { order: [0, 0] }, 'order 0, 0', 'rank 2') },
}

const primitives: readonly (readonly [string, Primitive])[] = Object.entries(registry)

describe.each(primitives)('%s', (name, primitive) => {
  const own: { readonly [code: string]: Broken } = cases[primitive.name as PrimitiveName]

  it('is registered under its own name', () => {
    expect(primitive.name).toBe(name)
  })

  it('has a case for every rule', () => {
    expect(Object.keys(own)).toEqual(Object.keys(primitive.rules))
  })

  it.each(Object.entries(own))(
    '%s: the message gives the rule, both values, the place, the inputs and a hint',
    (code, { inputs, params, shows }) => {
      const y = within(['neck', 'P4'], () => apply(primitive, inputs, params))
      expect(y.illTyped).toBe(true)
      expect(y.issues).toHaveLength(1)
      const [first] = y.issues
      if (first === undefined) return
      expect(first.code).toBe(`${name} ${code}`)
      expect(first.hint).not.toBe('')
      expect(first.path).toEqual(['neck', 'P4'])
      expect(first.evidence).toHaveLength(inputs.length)
      const rule = Object.entries(primitive.rules).find(([c]) => c === code)?.[1]
      const text = draw(first)
      for (const part of [rule?.says ?? '?', ...shows, first.hint, 'neck / P4']) expect(text).toContain(part)
    },
  )
})
