import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue } from '../../dsl/core/issue.ts'
import { extent } from '../../dsl/core/tensor.ts'
import { input } from '../../dsl/ops/leaf.ts'
import { convolutions } from '../../graphs/backbones/convolutions.ts'
import type { Detector } from '../../graphs/detectors/detector.ts'
import { fcos, type FcosBranch } from '../../graphs/detectors/fcos.ts'
import { extraLevels } from '../../graphs/necks/extra-levels.ts'
import { fpn } from '../../graphs/necks/fpn.ts'
import type { Extent } from '../../stdlib/boxes/box.ts'
import type { Grid } from '../../stdlib/boxes/grid.ts'
import { strideOf } from '../../stdlib/nn/feature.ts'
import type { Goldens } from './folder.ts'
import { again, each, type Found, tensorOf } from './lookup.ts'

/** The levels of the goldens' neck. */
export const levels = ['P3', 'P4', 'P5', 'P6', 'P7'] as const

export type GoldenLevel = (typeof levels)[number]

export type Fcos = Detector<GoldenLevel, FcosBranch>

/** Groups of the towers' GroupNorm: the one option of the network that its weights do not show. */
const groups = 8

const tower = /^before\.head\.classification_head\.conv\.\d+\.bias$/

/** The goldens' detector: torchvision's FCOS on five convolutions, its widths and depths read off the weights. */
export const networkOf = ({ meta, step }: Goldens): Found<Fcos> =>
  pipe(
    each([0, 1, 2, 3, 4], (i) => tensorOf(step, `before.backbone.body.conv${String(i)}.weight`, 'weight')),
    E.chain((convs) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = convs.map(({ shape }) => extent(shape, 3))
      const strides = levels.map(strideOf)
      if (strides.join() !== meta.strides.join())
        return E.left([
          issue(
            'goldens: strides',
            `the goldens' neck has strides ${strides.join(', ')}, but meta.json says ${meta.strides.join(', ')}`,
            again,
          ),
        ])
      return pipe(
        tensorOf(step, 'before.backbone.fpn.inner_blocks.0.0.weight', 'weight'),
        E.map(({ shape }) => {
          const channels = extent(shape, 3)
          // A convolution and a normalisation each have a bias.
          const convs = [...step.tensors.keys()].filter((name) => tower.test(name)).length / 2
          return fcos({
            features: (images) => {
              const { C3, C4, C5 } = convolutions({ widths: [a, b, c, d, e] })(images)
              return extraLevels({ channels })(fpn({ channels })({ C3, C4, C5 }))
            },
            classes: meta.classes,
            convs,
            groups,
          })
        }),
      )
    }),
  )

/** The maps of the levels for images of this size, fine to coarse. */
export const gridsOf = (det: Fcos, { height, width }: Extent): readonly Grid[] => {
  const P = det.features(input('images', [1, height, width, 3]))
  return levels.map((l) => ({ stride: strideOf(l), height: extent(P[l].shape, 1), width: extent(P[l].shape, 2) }))
}
