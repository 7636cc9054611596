import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Outputs } from '../../dsl/core/graph.ts'
import { issue } from '../../dsl/core/issue.ts'
import type { Procedure } from '../../dsl/core/procedure.ts'
import { size } from '../../dsl/core/tensor.ts'
import { input } from '../../dsl/ops/leaf.ts'
import type { Values } from '../../dsl/targets/session.ts'
import { learningRateFeed } from '../../graphs/training-step.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import { sgd } from '../../stdlib/optim/sgd.ts'
import { type CaseGraph, declareCase, type Output, whole } from './case.ts'
import type { Goldens } from './folder.ts'
import { again, type Answer, answersOf, each, type Found, together, valuesOf } from './lookup.ts'
import type { Case } from './meta.ts'
import type { Fcos } from './network.ts'
import { type GoldenParameter, valuesBefore } from './parameters.ts'
import type { Scene } from './scene.ts'
import type { Trial } from './trial.ts'

/** A case as a trial. */
export interface CaseTrial extends Trial {
  /** The outputs that are losses. */
  readonly losses: readonly string[]
  readonly parameters: readonly GoldenParameter[]
  /** Parameters after one step, `after.<theirs>`: of the case `set` alone. */
  readonly after: readonly Answer[]
}

const isSet = (c: Case): boolean => c.smoothing !== null && c.rho !== 0

/** What the goldens hold of the inside of the method: P^E of each case of SET, and ε once for each ρ and norm, which alone decide it. */
const inside = ({ meta, step }: Goldens, name: string, c: Case, g: CaseGraph): readonly Output[] => {
  const alike = Object.entries(meta.cases).find(([, d]) => isSet(d) && d.rho === c.rho && d.norm === c.norm)
  const held = (outputs: readonly Output[], expected: boolean): readonly Output[] =>
    expected || outputs.some((o) => step.tensors.has(o.name)) ? outputs : []
  return [...held(g.smoothed, isSet(c)), ...held(g.perturbation, isSet(c) && alike?.[0] === name)]
}

/** Losses are answers of meta.json: `<case>.total`, `<case>.clean.<branch>`, `<case>.aux.<branch>`. */
const lossAnswers = (name: string, c: Case, losses: readonly Output[]): Found<readonly Answer[]> => {
  const values = new Map([
    [`${name}.total`, c.total],
    ...Object.entries(c.clean).map(([m, v]) => [`${name}.clean.${m}`, v] as const),
    ...Object.entries(c.aux).map(([m, v]) => [`${name}.aux.${m}`, v] as const),
  ])
  return each(losses, (o) => {
    const value = values.get(o.name)
    return value === undefined
      ? E.left([
          issue('goldens: missing', `${o.name} is expected, but meta.json has no such loss`, again, { path: ['meta.json', 'cases'] }),
        ])
      : E.right({ name: o.name, kind: 'loss', rounded: false, values: [value] })
  })
}

const updatesOf = ({ meta: { sgd: o } }: Goldens, { parameters, gradients }: CaseGraph): Outputs =>
  sgd({ momentum: o.momentum, weightDecay: o.weight_decay })(
    gradients.flatMap((gradient, i) => {
      const p = parameters[i]
      return p === undefined ? [] : [{ parameter: p.data, gradient }]
    }),
    input<readonly []>(learningRateFeed, []),
  )

const emptyBuffers = (p: Procedure): Values =>
  Object.fromEntries(keptByProcedure(p).state.map(({ name, shape, value }) => [name, new Float64Array(size(shape)).fill(value)]))

/** A case of the goldens: one step's losses, gradients and what lies between; the case `set` also updates its parameters by SGD. */
export const caseTrial =
  (goldens: Goldens, det: Fcos, scene: Scene, feeds: Values) =>
  (name: string, c: Case): Found<CaseTrial> => {
    const g = declareCase(goldens, det, scene, name, c)
    const tensors = [...g.tensors, ...inside(goldens, name, c, g)]
    const outputs = Object.fromEntries([...g.losses, ...tensors].map((o) => [o.name, o.value]))
    const procedure = { outputs, updates: name === whole ? updatesOf(goldens, g) : {} }
    const after = g.parameters.map(({ theirs, data: { shape } }) => ({
      name: `after.${theirs}`,
      kind: 'tensor' as const,
      layout: 'weight' as const,
      shape,
    }))
    return pipe(
      sequenceS(together)({
        before: valuesOf(goldens.step, valuesBefore(g.parameters)),
        losses: lossAnswers(name, c, g.losses),
        tensors: answersOf(goldens.step, tensors),
        after: answersOf(goldens.step, name === whole ? after : []),
      }),
      E.map((found) => ({
        procedure,
        state: { ...found.before, ...emptyBuffers(procedure) },
        feeds: { ...feeds, [learningRateFeed]: [goldens.meta.sgd.lr] },
        answers: [...found.losses, ...found.tensors],
        losses: g.losses.map((o) => o.name),
        parameters: g.parameters,
        after: found.after,
      })),
    )
  }
