// What the static types refuse: each line under an expectation must not compile, or `tsc` fails. And what they must let through.
import { float } from '../../dsl/core/apply.ts'
import { add } from '../../dsl/ops/add.ts'
import { constant, indices, input } from '../../dsl/ops/leaf.ts'
import { maximum } from '../../dsl/ops/maximum.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { oneHot } from '../../dsl/ops/one-hot.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { sub } from '../../dsl/ops/sub.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { convolutions } from '../../graphs/backbones/convolutions.ts'
import type { Detector, Losses } from '../../graphs/detectors/detector.ts'
import { totalLoss } from '../../graphs/detectors/detector.ts'
import { fcos, type FcosBranch } from '../../graphs/detectors/fcos.ts'
import { extraLevels } from '../../graphs/necks/extra-levels.ts'
import { fpn } from '../../graphs/necks/fpn.ts'
import { perturbation } from '../../graphs/set/perturbation.ts'
import { foregroundMasks, paper, set } from '../../graphs/set/set.ts'
import { background, enhanceLevel, foreground, smoothBackground } from '../../graphs/set/smoothing.ts'
import { type Feature, type Images, type Masks, type Pyramid, type Scalar, strideOf } from '../../stdlib/nn/feature.ts'

const images: Images = input('images', [1, 64, 64, 3])
const { C3, C4, C5 } = convolutions({ widths: [4, 4, 4, 4, 4] })(images)
const neck = fpn({ channels: 4 })({ C3, C4, C5 })
const { P3, P4, P5 } = neck
const masks = foregroundMasks('nearest')(neck)
const loss: Scalar = input('loss', [])
const smoothing = { reduction: 4, kernel: 3, outerRelu: true, maskAgain: false, bias: false } as const
const api = { rho: 1, norm: 'batch', branchWeight: 'mean' } as const
const head = { classes: 2, convs: 1, groups: 2 } as const

export const levelsDoNotMix = [
  add(P3, P3),
  // @ts-expect-error P3 and P4 are maps of two levels
  add(P3, P4),
  // @ts-expect-error nor do they subtract
  sub(P3, P4),
  // @ts-expect-error nor multiply
  mul(P3, P4),
  // @ts-expect-error nor compare
  maximum(P3, P4),
  // @ts-expect-error a level stays the same through a map: relu(P4) is no P3
  add(P3, relu(P4)),
  // @ts-expect-error a level of the backbone is none of the neck
  add(P3, C3),
  // A scalar repeats over any map; that a smaller map does is said with `float`.
  add(P3, constant(1)),
  add(P3, float<typeof P3 extends Feature<infer L> ? readonly ['image', `row ${L}`, `column ${L}`, 'channel'] : never>(masks.P3)),
] as const

export const aFeatureIsOfOneLevel = (): Feature<'P3'> =>
  // @ts-expect-error P4 is not P3
  P4

// The gradient at a map is a map of its level.
const [d3, d4] = grad(loss, [P3, P4] as const)
export const gradientsKeepTheirLevel = [
  add(P3, d3),
  // @ts-expect-error the gradient at P4 is no P3
  add(P3, d4),
] as const

export const masksBelongToTheirLevel = [
  foreground(P3, masks.P3),
  // @ts-expect-error the mask of P4 does not fit P3
  foreground(P3, masks.P4),
  // @ts-expect-error nor its complement
  background(P3, masks.P4),
  // @ts-expect-error nor in Eq. 2
  enhanceLevel(smoothing, 3)(P3, masks.P4),
  // @ts-expect-error a feature map is no mask
  foreground(P3, P3),
  // @ts-expect-error a mask is no feature map: `float` says that it repeats over channels
  add(P3, masks.P3),
] as const

const coarser = { P4: masks.P4, P5: masks.P5 }
export const everyLevelHasAMask = [
  smoothBackground(smoothing)(neck, masks),
  // @ts-expect-error the mask of P3 is missing
  smoothBackground(smoothing)(neck, coarser),
  // @ts-expect-error masks of two levels are swapped
  smoothBackground(smoothing)(neck, { ...masks, P3: masks.P4, P4: masks.P3 } satisfies Masks<'P3' | 'P4' | 'P5'>),
] as const

export const aNeckMakesItsLevels = [
  P5,
  // @ts-expect-error this neck has no P6
  neck.P6,
  // @ts-expect-error no C2 went in, so no P2 comes out
  neck.P2,
  extraLevels({ channels: 4 })(neck).P6,
  // @ts-expect-error the extra levels are P6 and P7
  extraLevels({ channels: 4 })(neck).P8,
  // @ts-expect-error P6 is built from P5, which this pyramid lacks
  extraLevels({ channels: 4 })({ P3, P4 }),
  // @ts-expect-error a pyramid's maps stand under their own levels
  extraLevels({ channels: 4 })({ P3: P4, P4: P3, P5 }),
  // @ts-expect-error a neck reads backbone levels
  fpn({ channels: 4 })({ P3, P4 }),
  strideOf('P3'),
  // @ts-expect-error a level has a number
  strideOf('fine'),
] as const

const detector: Detector<'P3' | 'P4' | 'P5', FcosBranch> = fcos({ features: () => neck, ...head })
export const aDetectorReadsItsLevels = [
  detector.losses(neck),
  // @ts-expect-error P5 is missing
  detector.losses({ P3, P4 }),
  detector.predictions(neck).P5,
  // @ts-expect-error there are no predictions at a level that the neck does not make
  detector.predictions(neck).P6,
  // @ts-expect-error a detector of three levels is none of four
  detector satisfies Detector<'P3' | 'P4' | 'P5' | 'P6', FcosBranch>,
] as const

const { classification, bbox_regression } = detector.losses(neck)
const withoutCenterness = { classification, bbox_regression }
export const everyBranchHasALoss = [
  // @ts-expect-error the loss of the centerness branch is missing
  withoutCenterness satisfies Losses<FcosBranch>,
  totalLoss(detector.losses(neck)),
  // @ts-expect-error a loss is a scalar, not a map
  totalLoss({ classification: P3 }),
  // @ts-expect-error a detector that leaves out a branch's loss is none of these branches
  { ...detector, losses: () => withoutCenterness } satisfies Detector<'P3' | 'P4' | 'P5', FcosBranch>,
  // @ts-expect-error API needs scalars to differentiate
  perturbation(api)({ classification: P3 }, neck),
] as const

export const aMethodKeepsTheDetector: Detector<'P3' | 'P4' | 'P5', FcosBranch> = set(paper)(detector)
// @ts-expect-error SET adds no level
export const noNewLevel: Detector<'P3' | 'P4' | 'P5' | 'P6', FcosBranch> = set(paper)(detector)
// @ts-expect-error nor a branch
export const noNewBranch: Detector<'P3' | 'P4' | 'P5', FcosBranch | 'mask'> = set(paper)(detector)

const labels = indices('labels', [3])
export const indicesAreNoNumbers = [
  oneHot(labels, 3),
  // @ts-expect-error class indices are not added
  add(labels, labels),
  // @ts-expect-error a map is no index
  oneHot(P3, 3),
  // @ts-expect-error nothing is differentiated with respect to an index
  grad(loss, [labels]),
] as const

export const onePyramid: Pyramid<'P3' | 'P4'> = neck
