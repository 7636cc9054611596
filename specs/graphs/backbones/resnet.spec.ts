import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { costOf, type ExperimentCost } from '../../../cli/explanation/cost.ts'
import { countMacs } from '../../../dsl/compile/cost.ts'
import { keysOf } from '../../../dsl/core/boundary.ts'
import { draw } from '../../../dsl/core/issue.ts'
import { flatten } from '../../../dsl/core/procedure.ts'
import { size } from '../../../dsl/core/tensor.ts'
import { input } from '../../../dsl/ops/leaf.ts'
import { experiments } from '../../../examples/aitod-fcos.ts'
import { reference } from '../../../dsl/targets/reference/target.ts'
import { resnet, type ResnetOptions } from '../../../graphs/backbones/resnet.ts'
import { trainingOf } from '../../../graphs/experiment/build.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'
import { setAsPublished } from '../../../graphs/experiment/defaults.ts'
import { foregroundMasks, paper } from '../../../graphs/set/set.ts'
import { smoothBackground } from '../../../graphs/set/smoothing.ts'
import { type Feature, type Images, pyramid } from '../../../stdlib/nn/feature.ts'
import { keptBy } from '../../../stdlib/nn/leaves.ts'

const r50: ResnetOptions = { depth: 50, style: 'pytorch', frozenStages: 1, trainNorm: false }
const images: Images = input('images', [1, 64, 64, 3])
const keptOf = (o: ResnetOptions): ReturnType<typeof keptBy> => keptBy(Object.values(resnet(o)(images)))
const elements = (o: ResnetOptions, trainable?: boolean): number =>
  keptOf(o)
    .parameters.filter((p) => trainable === undefined || p.trainable === trainable)
    .reduce((n, p) => n + size(p.shape), 0)

/** The example's detector with a batch of 1. */
const fcosR50 = (style: 'pytorch' | 'caffe', method: Experiment['method']): Experiment => {
  const [e] = experiments
  if (e === undefined || e.detector.backbone.kind !== 'resnet') return expect.fail('the example is FCOS on a ResNet')
  const detector = { ...e.detector, backbone: { ...e.detector.backbone, style } }
  return { ...e, method, training: { ...e.training, batch: 1 }, detector }
}
const cost = (style: 'pytorch' | 'caffe', method: Experiment['method'] = null): ExperimentCost => {
  const found = costOf(reference, fcosR50(style, method))
  return E.isRight(found) ? found.right : expect.fail(found.left.map(draw).join('\n'))
}

describe('ResNet-50', () => {
  it('has 23,508,032 parameters, running statistics not among them', () => {
    expect(elements(r50)).toBe(23_508_032)
    expect(elements({ ...r50, style: 'caffe' })).toBe(23_508_032)
    expect(keptOf(r50).state.filter(({ name }) => !/running_(mean|var)$/.test(name))).toEqual([])
  })

  it('trains what is not frozen, and normalisations only where asked to', () => {
    const [stem, stage1, affine] = [7 * 7 * 3 * 64, 64 * 64 + 3 * (9 * 64 * 64 + 64 * 256) + 2 * 256 * 64 + 64 * 256, 53_120]
    expect(elements({ ...r50, frozenStages: 0, trainNorm: true }, false)).toBe(0)
    expect(elements({ ...r50, frozenStages: 0 }, false)).toBe(affine)
    expect(elements(r50, false)).toBe(stem + stage1 + affine)
    expect(elements({ ...r50, frozenStages: 4 }, true)).toBe(0)
  })

  it('has torchvision’s names, and maps of half the side from stage to stage', () => {
    const names = keptOf(r50).parameters.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['body.conv1.weight', 'body.bn1.bias', 'body.layer1.0.downsample.0.weight', 'body.layer4.2.bn3.weight']),
    )
    expect(names).toHaveLength(53 + 2 * 53)
    expect(Object.values(resnet(r50)(images)).map(({ shape }) => shape)).toEqual([
      [1, 16, 16, 256],
      [1, 8, 8, 512],
      [1, 4, 4, 1024],
      [1, 2, 2, 2048],
    ])
  })
})

describe('FCOS on ResNet-50 at 800 pixels', () => {
  it('costs 125.66 GMAC, 122.71 in caffe’s style, with 32,127,314 parameters', () => {
    const { macs, parameters } = cost('pytorch')
    expect(parameters).toBe(32_127_314)
    expect((macs.inference / 1e9).toFixed(2)).toBe('125.66')
    expect((cost('caffe').macs.inference / 1e9).toFixed(2)).toBe('122.71')
  })

  it('costs 354.3 GMAC a training step with the stem and the first stage frozen; SET at most 1.70 times that, and 1.85 without share and linear', () => {
    const plain = cost('pytorch')
    const enhanced = cost('pytorch', setAsPublished)
    expect((plain.macs.step / 1e9).toFixed(1)).toBe('354.3')
    expect(enhanced.macs.step / plain.macs.step).toBeLessThanOrEqual(1.7)
    // As declared, nothing is shared: each node that appears in several places counts once, as eager differentiation would have it.
    const declared = countMacs(flatten(trainingOf(fcosR50('pytorch', setAsPublished))))
    expect((declared / plain.macs.step).toFixed(2)).toBe('1.85')
  })

  it('has HBS of 5,144,576 parameters, 5,146,176 with biases, and 5.86 GMAC forward', () => {
    const plain = cost('pytorch')
    const biased = { ...setAsPublished, smoothing: { reduction: 4, kernel: 'eq4', outerRelu: true, maskAgain: false, bias: true } } as const
    expect(cost('pytorch', setAsPublished).parameters - plain.parameters).toBe(5_144_576)
    expect(cost('pytorch', biased).parameters - plain.parameters).toBe(5_146_176)
    const sides = { P3: 100, P4: 50, P5: 25, P6: 13, P7: 7 }
    const P = pyramid(keysOf(sides), <K extends keyof typeof sides>(level: K): Feature<K> =>
      input(level, [1, sides[level], sides[level], 256]),
    )
    const smoothed = smoothBackground(paper.smoothing ?? expect.fail('the paper smooths'))(P, foregroundMasks('nearest')(P))
    expect((countMacs(smoothed) / 1e9).toFixed(2)).toBe('5.86')
  })
})
