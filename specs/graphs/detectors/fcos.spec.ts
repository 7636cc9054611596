import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../dsl/core/tensor.ts'
import { constant, input } from '../../../dsl/ops/leaf.ts'
import { evaluate } from '../../../dsl/targets/reference/evaluate.ts'
import { fcos, fcosFeeds, type FcosLossOptions } from '../../../graphs/detectors/fcos.ts'
import { diouLoss } from '../../../stdlib/losses/diou.ts'
import { giouLoss } from '../../../stdlib/losses/giou.ts'
import type { Sides } from '../../../stdlib/losses/sides.ts'
import { keptBy } from '../../../stdlib/nn/leaves.ts'

type Numbers = readonly number[]

/** One level of two points; both predict a box of 8 pixels on each side, and a centerness of σ(0). */
const lossesOf = (loss: FcosLossOptions | undefined, fed: Readonly<Record<string, Numbers>>): Readonly<Record<string, number>> => {
  const det = fcos({ features: () => ({ P3: input('P3', [1, 1, 2, 1]) }), classes: 1, convs: 0, groups: null, ...(loss && { loss }) })
  const outputs = det.losses(det.features(input('images', [1, 8, 16, 3])))
  const weights = keptBy(Object.values<Tensor>(outputs)).parameters.map(({ name, shape }) => {
    const value = name.endsWith('bbox_reg.bias') ? 1 : 0
    return [name, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value)] as const
  })
  const found = evaluate(outputs, { ...Object.fromEntries(weights), P3: [0, 0], ...fed })
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, data[0] ?? NaN]))
}

const [near, far] = [
  [8, 8, 8, 4],
  [2, 8, 8, 8],
]
const both = {
  [fcosFeeds.labels]: [0, 0],
  [fcosFeeds.sides]: [...near, ...far],
  [fcosFeeds.centerness]: [0.7, 0.5],
  [fcosFeeds.positive]: [1, 1],
}
const none = {
  [fcosFeeds.labels]: [-1, -1],
  [fcosFeeds.sides]: Array<number>(8).fill(1),
  [fcosFeeds.centerness]: [0, 0],
  [fcosFeeds.positive]: [0, 0],
}
const sidesOf = (values: Numbers): Sides => constant(values, [1, 1, 4])
const one = (loss: typeof giouLoss, sides: Numbers): number =>
  evaluate({ y: loss(sidesOf([8, 8, 8, 8]), sidesOf(sides)) }, {}).y.data[0] ?? NaN
/** −c ln ½ − (1 − c) ln ½. */
const undecided = Math.log(2)

describe('the losses of FCOS', () => {
  it('are torchvision’s unless told otherwise: boxes by GIoU, averaged over the positives', () => {
    const found = lossesOf(undefined, both)
    expect(found['bbox_regression']).toBeCloseTo((one(giouLoss, near) + one(giouLoss, far)) / 2, 10)
    expect(found['bbox_ctrness']).toBeCloseTo(undecided, 10)
    expect(found['classification']).toBeCloseTo(0.25 * 0.25 * Math.log(2), 10)
  })

  it('weight boxes by the centerness that they should have, where told to', () => {
    const found = lossesOf({ box: 'diou', weighting: 'centerness' }, both)
    expect(found['bbox_regression']).toBeCloseTo((0.7 * one(diouLoss, near) + 0.5 * one(diouLoss, far)) / 1.2, 10)
    expect(found['bbox_ctrness']).toBeCloseTo(undecided, 10)
  })

  it.each([
    { box: 'giou', weighting: 'positives' },
    { box: 'diou', weighting: 'centerness' },
  ] as const)('of a batch without boxes are those of the background alone: %j', (loss) => {
    const { classification, ...rest } = lossesOf(loss, none)
    expect(classification).toBeCloseTo(2 * 0.75 * 0.25 * Math.log(2), 10)
    expect(rest).toEqual({ bbox_regression: 0, bbox_ctrness: 0 })
  })
})
