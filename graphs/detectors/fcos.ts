import { pipe } from 'fp-ts/lib/function.js'
import { recordOf } from '../../dsl/core/boundary.ts'
import { within } from '../../dsl/core/scope.ts'
import type { Axes, Tensor } from '../../dsl/core/tensor.ts'
import { concat } from '../../dsl/ops/concat.ts'
import { div } from '../../dsl/ops/div.ts'
import { constant, indices, input } from '../../dsl/ops/leaf.ts'
import { maximum } from '../../dsl/ops/maximum.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { oneHot } from '../../dsl/ops/one-hot.ts'
import { total } from '../../dsl/ops/sum.ts'
import { binaryCrossEntropy } from '../../stdlib/losses/binary-cross-entropy.ts'
import { diouLoss } from '../../stdlib/losses/diou.ts'
import { focal } from '../../stdlib/losses/focal.ts'
import { giouLoss } from '../../stdlib/losses/giou.ts'
import type { Sides } from '../../stdlib/losses/sides.ts'
import { type Images, type Level, levelsOf, type Pyramid, type Scalar, strideOf } from '../../stdlib/nn/feature.ts'
import { fcosHead, type FcosHeadOptions } from '../heads/fcos.ts'
import { type Detector, type Losses, type Prediction, totalLoss } from './detector.ts'

/** Branches of the loss, by torchvision's names. */
export type FcosBranch = 'classification' | 'bbox_regression' | 'bbox_ctrness'

/** The names under which FCOS's targets are fed: see `fcosTargets` of stdlib/assign. */
export const fcosFeeds = { labels: 'labels', sides: 'sides', centerness: 'centerness', positive: 'positive' } as const

type PerPoint<Last extends string> = readonly ['image', 'point', Last]

const joined = <L extends string, A extends Axes>(
  ps: { readonly [K in L]: Prediction },
  part: (p: Prediction) => Tensor<'f32'>,
): Tensor<'f32', A> => concat<A>(Object.values<Prediction>(ps).map(part), 1)

export interface FcosLossOptions {
  /** The loss of a box: 1 − GIoU in torchvision, 1 − DIoU in the configuration for AI-TOD. */
  readonly box: 'giou' | 'diou'
  /** Boxes as an average over the positives (torchvision), or weighted by the centerness that they should have (the paper, mmdetection). */
  readonly weighting: 'positives' | 'centerness'
}

/** Torchvision's losses. */
const torchvision: FcosLossOptions = { box: 'giou', weighting: 'positives' }

/**
 * The losses of FCOS over the points of all levels, each divided by the batch's positives (at least 1); boxes weighted by centerness are
 * divided by the sum of their weights (at least 1e-6).
 */
const fcosLosses = <L extends string>(
  classes: number,
  o: FcosLossOptions,
  predictions: { readonly [K in L]: Prediction },
): Losses<FcosBranch> =>
  within('loss', () => {
    const logits = joined<L, PerPoint<'class'>>(predictions, (p) => p.logits)
    const [n = 1, points = 1] = logits.shape
    const positive = input<PerPoint<'value'>>(fcosFeeds.positive, [n, points, 1])
    const mean = (x: Tensor<'f32'>): Scalar => div(total(x), maximum(total(positive), constant(1)))
    const labels = oneHot<PerPoint<'class'>>(indices(fcosFeeds.labels, [n, points]), classes)
    const sides: Sides = joined(predictions, (p) => p.sides)
    const centerness = joined<L, PerPoint<'value'>>(predictions, (p) => p.centerness)
    const fed = input<PerPoint<'side'>>(fcosFeeds.sides, [n, points, 4])
    const central = input<PerPoint<'value'>>(fcosFeeds.centerness, [n, points, 1])
    const box = o.box === 'giou' ? giouLoss(sides, fed) : diouLoss(sides, fed)
    return {
      classification: mean(focal(logits, labels, 0.25)),
      bbox_regression:
        o.weighting === 'positives' ? mean(mul(positive, box)) : div(total(mul(central, box)), maximum(total(central), constant(1e-6))),
      bbox_ctrness: mean(mul(positive, binaryCrossEntropy(centerness, central))),
    }
  })

/**
 * FCOS (Tian et al., 2019) on the features of any backbone and neck: torchvision's, unless the options say otherwise.
 *
 * @example fcos({ features: (x) => extraLevels({ channels: 32 })(fpn({ channels: 32 })(body(x))), classes: 5, convs: 2, groups: 8 })
 */
export const fcos = <L extends Level>({
  features,
  ...o
}: FcosHeadOptions & {
  readonly features: (images: Images) => Pyramid<L>
  readonly loss?: FcosLossOptions
}): Detector<L, FcosBranch> => {
  const predictions = (p: Pyramid<L>): { readonly [K in L]: Prediction } =>
    recordOf(levelsOf(p).map((l) => [l, fcosHead(o)(p[l], { level: l, stride: strideOf(l) })]))
  const losses = (p: Pyramid<L>): Losses<FcosBranch> => fcosLosses(o.classes, o.loss ?? torchvision, predictions(p))
  return {
    classes: o.classes,
    branches: ['classification', 'bbox_regression', 'bbox_ctrness'],
    features: (images) => within('backbone', () => features(images)),
    losses,
    predictions,
    objective: (images) => {
      const own = pipe(
        within('backbone', () => features(images)),
        losses,
      )
      return { total: totalLoss(own), losses: own }
    },
  }
}
