import { float } from '../../dsl/core/apply.ts'
import { within } from '../../dsl/core/scope.ts'
import type { Tensor } from '../../dsl/core/tensor.ts'
import { constant, type Initialiser } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { reshape } from '../../dsl/ops/reshape.ts'
import { conv } from '../../stdlib/nn/conv.ts'
import type { Feature } from '../../stdlib/nn/feature.ts'
import { groupNorm } from '../../stdlib/nn/group-norm.ts'
import { weight } from '../../stdlib/nn/weight.ts'
import type { Prediction } from '../detectors/detector.ts'

export interface FcosHeadOptions {
  readonly classes: number
  /** Convolutions of each tower. */
  readonly convs: number
  /** Groups of the towers' group normalisation; null for towers without. */
  readonly groups: number | null
  /** Does each level multiply its distances by a learned number of its own, from 1? It does in the paper and in mmdetection, not in torchvision. */
  readonly scales?: boolean
}

/** What of a level the head has to know. */
export interface HeadLevel {
  readonly level: string
  readonly stride: number
}

const init: Initialiser = { kind: 'normal', deviation: 0.01 }
const biasInit: Initialiser = { kind: 'constant', value: 0 }
const prior: Initialiser = { kind: 'constant', value: -Math.log((1 - 0.01) / 0.01) }

const tower = <L extends string>(o: FcosHeadOptions, p: Feature<L>): Feature<L> => {
  let x = p
  for (let i = 0; i < o.convs; i++) {
    const { groups } = o
    const layers = groups === null ? 2 : 3
    const normalised = (y: Feature<L>): Feature<L> => (groups === null ? y : groupNorm(String(layers * i + 1), groups)(y))
    x = within('conv', () => relu(normalised(conv(String(layers * i), { channels: p.shape[3] ?? 0, kernel: 3, init, biasInit })(x))))
  }
  return x
}

/**
 * The head of FCOS (Tian et al., 2019) as torchvision builds it, the same weights on every level: two towers of 3×3 convolutions
 * with bias, GroupNorm (or none) and ReLU; class logits on one, box distances (relu, in stride units, so ×stride in pixels) and
 * centerness on the other. Parameters as torchvision's `FCOSHead`; those of `scales` are `regression_head.scales.<level>`.
 */
export const fcosHead =
  (o: FcosHeadOptions) =>
  <L extends string>(p: Feature<L>, { level, stride }: HeadLevel): Prediction =>
    within('head', () => {
      const [n = 1, h = 1, w = 1] = p.shape
      const out = (name: string, channels: number, x: Feature<L>, bias = biasInit): Tensor<'f32'> =>
        reshape(conv(name, { channels, kernel: 3, init, biasInit: bias })(x), [n, h * w, channels])
      const logits = within('classification_head', () => out('cls_logits', o.classes, tower(o, p), prior))
      return within('regression_head', () => {
        const x = tower(o, p)
        const distances = out('bbox_reg', 4, x)
        const scaled = o.scales === true ? mul(distances, weight(`scales.${level}`, [], { kind: 'constant', value: 1 })) : distances
        return { logits, sides: mul(relu(scaled), float(constant(stride))), centerness: out('bbox_ctrness', 1, x) }
      })
    })
