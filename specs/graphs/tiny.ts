import { input } from '../../dsl/ops/leaf.ts'
import { convolutions } from '../../graphs/backbones/convolutions.ts'
import type { Detector } from '../../graphs/detectors/detector.ts'
import { fcos, type FcosBranch } from '../../graphs/detectors/fcos.ts'
import { extraLevels } from '../../graphs/necks/extra-levels.ts'
import { fpn } from '../../graphs/necks/fpn.ts'
import type { Images } from '../../stdlib/nn/feature.ts'

/** FCOS with the extra levels, as small as it gets. */
export const tinyFcos: Detector<'P4' | 'P5' | 'P6' | 'P7', FcosBranch> = fcos({
  features: (images) => {
    const { C4, C5 } = convolutions({ widths: [2, 2, 4, 4, 4] })(images)
    return extraLevels({ channels: 4 })(fpn({ channels: 4 })({ C4, C5 }))
  },
  classes: 2,
  convs: 1,
  groups: 2,
})

export const images = (batch: number): Images => input('images', [batch, 64, 64, 3])
