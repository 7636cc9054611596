import { expect } from 'vitest'
import type { Outputs } from '../../../dsl/core/graph.ts'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { constant, input, type ParameterData } from '../../../dsl/ops/leaf.ts'
import { mul } from '../../../dsl/ops/mul.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { keptBy } from '../../../stdlib/nn/leaves.ts'
import type { Learned, Optimiser } from '../../../stdlib/optim/optimiser.ts'
import torch from './torch.json' with { type: 'json' }

type Both = Readonly<Record<'w' | 'b', readonly number[]>>
type Values = Readonly<Record<string, ArrayLike<number>>>

const data = (name: 'w' | 'b', shape: readonly number[]): ParameterData => ({
  name,
  shape,
  init: { kind: 'constant', value: 0 },
  trainable: true,
  decay: name === 'w',
})

/** PyTorch's two parameters, of which `w` decays, their gradients fed as `d.w` and `d.b`. */
export const learned: readonly Learned[] = [data('w', [2, 3]), data('b', [3])].map((parameter) => ({
  parameter,
  gradient: input(`d.${parameter.name}`, parameter.shape),
}))

/** The values after each step of an optimiser on PyTorch's gradients, in float64; state starts as its leaves say. */
export const steps = (updates: Outputs): readonly Values[] => {
  const state = keptBy(Object.values<Tensor>(updates)).state
  const first: Values = {
    ...torch.start,
    ...Object.fromEntries(state.map((s) => [s.name, s.shape.length === 0 ? [s.value] : zerosOf(s.name)])),
  }
  return torch.gradients.reduce<readonly Values[]>((done, g, i) => {
    const before = done.at(-1) ?? first
    const values = evaluate(updates, { ...before, 'd.w': g.w, 'd.b': g.b, learningRate: [torch.rates[i] ?? NaN] })
    return [...done, { ...before, ...Object.fromEntries(Object.entries(values).map(([name, v]) => [name, v.data])) }]
  }, [])
}

const zerosOf = (name: string): readonly number[] => torch.start[name.endsWith('.w') ? 'w' : 'b'].map(() => 0)

/** Runs an optimiser beside PyTorch's answers. */
export const agrees = (optimiser: Optimiser, after: readonly Both[]): void => {
  const ours = steps(optimiser(learned, input<readonly []>('learningRate', [])))
  expect(ours).toHaveLength(after.length)
  after.forEach((theirs, i) => {
    for (const name of ['w', 'b'] as const) theirs[name].forEach((v, k) => expect(ours[i]?.[name]?.[k]).toBeCloseTo(v, 10))
  })
}

/** A multiple of the learning rate is another learning rate for that parameter, and decay is as it is told, not as the parameter says. */
export const learnsEachAtItsOwnRate = (optimiser: Optimiser): void => {
  const rate = input<readonly []>('learningRate', [])
  const thrice = mul(rate, constant<readonly []>(3))
  const own = steps(
    optimiser(
      learned.map((l) => ({ ...l, rate: 3, decay: true })),
      rate,
    ),
  )
  const whole = steps(
    optimiser(
      learned.map((l) => ({ ...l, decay: true })),
      thrice,
    ),
  )
  own.forEach((values, i) => {
    for (const name of ['w', 'b'] as const)
      Array.from(values[name] ?? []).forEach((v, k) => expect(v).toBeCloseTo(whole[i]?.[name]?.[k] ?? NaN, 12))
  })
  expect(own).toHaveLength(torch.gradients.length)
  expect(own.at(-1)?.['b']).not.toEqual(steps(optimiser(learned, thrice)).at(-1)?.['b'])
}
