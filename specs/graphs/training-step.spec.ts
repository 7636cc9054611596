import { describe, expect, it } from 'vitest'
import { float } from '../../dsl/core/apply.ts'
import type { Outputs } from '../../dsl/core/graph.ts'
import type { Shape, Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import { input, parameter } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { square } from '../../dsl/ops/square.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { total } from '../../dsl/ops/sum.ts'
import { type Bindings, evaluate } from '../../dsl/targets/reference/evaluate.ts'
import type { Objective } from '../../graphs/detectors/detector.ts'
import { trainingStep } from '../../graphs/training-step.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import { sgd } from '../../stdlib/optim/sgd.ts'

const weight = (name: string, trainable = true): Tensor<'f32'> =>
  parameter({ name, shape: [2], init: { kind: 'constant', value: 1 }, trainable, decay: true })

// ½|w − x|² + w · frozen, so that the gradient is w − x + frozen. `w` is declared twice, as a shared head's weights are.
const half = float<readonly []>(input('half', []))
const fit = mul(half, total(square(sub(weight('w'), input('x', [2])))))
const pull = total(mul(weight('w'), weight('frozen', false)))
const objective: Objective<'fit' | 'pull'> = { total: add(fit, pull), losses: { fit, pull } }
const bindings: Bindings = { w: [3, 5], frozen: [1, -2], x: [1, 1], half: [0.5], learningRate: [0.1] }
const numbers = (outputs: Outputs, given = bindings): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(Object.entries(evaluate(outputs, given)).map(([name, { data }]) => [name, [...data]]))

const plain = sgd({ momentum: 0, weightDecay: 0 })

describe('trainingStep', () => {
  it('reports the loss, each branch, and the norm of the gradient', () => {
    const { outputs } = trainingStep({ objective, optimiser: plain, clip: null })
    expect(numbers(outputs)).toEqual({ loss: [3], 'loss.fit': [10], 'loss.pull': [-7], gradientNorm: [Math.sqrt(13)] })
  })

  it('reports the auxiliary branches of a method that has them', () => {
    const { outputs } = trainingStep({ objective: { ...objective, auxiliary: objective.losses }, optimiser: plain, clip: null })
    expect(numbers(outputs)).toMatchObject({ 'auxiliary.fit': [10], 'auxiliary.pull': [-7] })
  })

  it('moves each trainable parameter once against its whole gradient, and leaves frozen ones', () => {
    const { updates } = trainingStep({ objective, optimiser: plain, clip: null })
    const after = numbers(updates)
    expect(Object.keys(after)).toEqual(['w'])
    expect(after['w']?.[0]).toBeCloseTo(3 - 0.1 * 3, 14)
    expect(after['w']?.[1]).toBeCloseTo(5 - 0.1 * 2, 14)
  })

  it('learns the biases of convolutions at a rate of their own, and without decay; normalisations’ as all the rest', () => {
    const leaf = (name: string, shape: Shape): Tensor<'f32'> =>
      parameter({ name, shape, init: { kind: 'constant', value: 1 }, trainable: true, decay: true })
    const [kernel, bias] = [leaf('conv.weight', [1, 1, 1, 1]), leaf('conv.bias', [1])]
    const [scale, shift] = [leaf('norm.weight', [1]), leaf('norm.bias', [1])]
    const sum = [bias, scale, shift].map(total).reduce((a, b) => add(a, b), total(kernel))
    const step = trainingStep({
      objective: { total: float<readonly []>(sum), losses: {} },
      optimiser: sgd({ momentum: 0, weightDecay: 0.5 }),
      clip: null,
      biases: { rate: 2, decay: false },
    })
    const one = { 'conv.weight': [1], 'conv.bias': [1], 'norm.weight': [1], 'norm.bias': [1], learningRate: [0.1] }
    expect(numbers(step.updates, one)).toEqual({ 'conv.weight': [0.85], 'conv.bias': [0.8], 'norm.weight': [0.85], 'norm.bias': [0.85] })
  })

  it('clips the gradient that the optimiser sees, and reports the norm before', () => {
    const { outputs, updates } = trainingStep({ objective, optimiser: plain, clip: 1 })
    const [a = NaN, b = NaN] = numbers(updates)['w'] ?? []
    expect(Math.hypot(a - 3, b - 5)).toBeCloseTo(0.1, 6)
    expect(numbers(outputs)['gradientNorm']).toEqual([Math.sqrt(13)])
  })

  it('finds the minimum, its updates fed back', () => {
    const step = trainingStep({ objective, optimiser: sgd({ momentum: 0.5, weightDecay: 0 }), clip: 35 })
    expect(keptByProcedure(step)).toMatchObject({
      parameters: [{ name: 'w' }, { name: 'frozen' }],
      state: [{ name: 'optimiser.momentum.w' }],
    })
    let state: Bindings = { ...bindings, 'optimiser.momentum.w': [0, 0] }
    for (let i = 0; i < 200; i++) state = { ...state, ...numbers(step.updates, state) }
    expect(state['w']?.[0]).toBeCloseTo(1 - 1, 8)
    expect(state['w']?.[1]).toBeCloseTo(1 + 2, 8)
  })
})
