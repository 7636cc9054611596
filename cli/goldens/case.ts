import type { Tensor } from '../../dsl/core/tensor.ts'
import { input, parameter } from '../../dsl/ops/leaf.ts'
import { grad } from '../../dsl/transform/grad.ts'
import type { Losses } from '../../graphs/detectors/detector.ts'
import type { FcosBranch } from '../../graphs/detectors/fcos.ts'
import { enhance, set } from '../../graphs/set/set.ts'
import { keptBy } from '../../stdlib/nn/leaves.ts'
import type { Kind } from './agreement.ts'
import type { Goldens } from './folder.ts'
import type { Layout } from './layout.ts'
import type { Case } from './meta.ts'
import { methodOf } from './method.ts'
import { type Fcos, type GoldenLevel, levels } from './network.ts'
import { type GoldenParameter, parametersOf } from './parameters.ts'
import type { Scene } from './scene.ts'

/** The case that the goldens tell most about: its features and branch gradients, and one step of SGD. */
export const whole = 'set'

/** An output and how it is compared. */
export interface Output {
  readonly name: string
  readonly kind: Kind
  readonly layout: Layout
  readonly shape: readonly number[]
  readonly value: Tensor<'f32'>
}

const output = (name: string, kind: Kind, layout: Layout, value: Tensor<'f32'>): Output => ({
  name,
  kind,
  layout,
  shape: value.shape,
  value,
})

/** A case as graph: its losses, its tensors, and the values inside the method that the goldens may hold. */
export interface CaseGraph {
  readonly parameters: readonly GoldenParameter[]
  /** ∂total / ∂parameter, in their order. */
  readonly gradients: readonly Tensor<'f32'>[]
  readonly losses: readonly Output[]
  readonly tensors: readonly Output[]
  readonly smoothed: readonly Output[]
  readonly perturbation: readonly Output[]
}

/** Declares a case: outputs have the goldens' names. */
export const declareCase = (goldens: Goldens, det: Fcos, scene: Scene, name: string, c: Case): CaseGraph => {
  const images = input<readonly ['image', 'row', 'column', 'colour']>('images', [scene.truths.length, scene.height, scene.width, 3])
  const method = methodOf(c, goldens.meta.r)
  const { total, losses, auxiliary } = set(method)(det).objective(images)
  // The same graph once more, to name what lies inside: `share` makes the two one.
  const P = det.features(images)
  const clean = det.losses(P)
  const { smoothed, perturbation } = enhance(method)(det, P, clean)
  const parameters = parametersOf(goldens.step, keptBy([total]).parameters, c.smoothing)
  const gradients = grad(
    total,
    parameters.map(({ data }) => parameter(data)),
  )
  const feature = (prefix: string, kind: Kind, of: (l: GoldenLevel) => Tensor<'f32'>): readonly Output[] =>
    levels.map((l, i) => output(`${prefix}.${String(i)}`, kind, 'feature', of(l)))
  const branchGradients = det.branches.flatMap((m) => {
    const byLevel = grad(
      clean[m],
      levels.map((l) => P[l]),
    )
    return byLevel.map((d, i) => output(`dP.${String(i)}.${m}`, 'gradient', 'feature', d))
  })
  const scalars = (prefix: string, of: Losses<FcosBranch>): readonly Output[] =>
    det.branches.map((m) => output(`${name}.${prefix}.${m}`, 'loss', 'plain', of[m]))
  return {
    parameters,
    gradients,
    losses: [
      output(`${name}.total`, 'loss', 'plain', total),
      ...scalars('clean', losses),
      ...(auxiliary === undefined ? [] : scalars('aux', auxiliary)),
    ],
    tensors: [
      ...gradients.map((d, i) => output(`${name}.grad.${parameters[i]?.theirs ?? ''}`, 'gradient', 'weight', d)),
      ...(name === whole ? [...feature('P', 'tensor', (l) => P[l]), ...branchGradients] : []),
    ],
    smoothed: feature(`${name}.PE`, 'tensor', (l) => smoothed[l]),
    perturbation: perturbation === null ? [] : feature(`${name}.eps`, 'tensor', (l) => perturbation[l]),
  }
}
