import { float } from '../../dsl/core/apply.ts'
import { within } from '../../dsl/core/scope.ts'
import { extent, type Tensor } from '../../dsl/core/tensor.ts'
import { add } from '../../dsl/ops/add.ts'
import type { Initialiser } from '../../dsl/ops/leaf.ts'
import { maxPool } from '../../dsl/ops/max-pool.ts'
import { relu } from '../../dsl/ops/relu.ts'
import { centred } from '../../dsl/ops/window.ts'
import { frozenBatchNorm } from '../../stdlib/nn/batch-norm.ts'
import { convTo } from '../../stdlib/nn/conv.ts'
import type { Feature, FeatureAxes, Images } from '../../stdlib/nn/feature.ts'
import type { FiveStages } from './stage.ts'

export interface ResnetOptions {
  readonly depth: keyof typeof blocks
  /** Where a stage halves its map: in the 3×3 convolution (`pytorch`) or in the first 1×1 (`caffe`). */
  readonly style: 'pytorch' | 'caffe'
  /** Stages that are not trained, the stem with the first of them: 0 trains everything. */
  readonly frozenStages: 0 | 1 | 2 | 3 | 4
  /** Are scale and shift of the normalisations trained, outside of the frozen stages? */
  readonly trainNorm: boolean
}

/** Bottlenecks a stage, by depth. */
const blocks = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3] } as const

/** Normal with variance 2 / fan out, as He et al. (2015) start it. */
const init = (kernel: number, channels: number): Initialiser => ({ kind: 'normal', deviation: Math.sqrt(2 / (kernel * kernel * channels)) })

type Unit = { readonly kernel: number; readonly channels: number; readonly stride?: number }

/**
 * ResNet (He et al., 2016) of bottlenecks, each 1×1, 3×3 and 1×1 convolutions without bias with batch normalisation; C2 to C5 have 256 to 2048 channels.
 * Normalisations use their running statistics in training too (`norm_eval`). Parameters as torchvision's: `conv1`, `bn1`,
 * `layer1.0.conv1`, …, `layer4.2.bn3`, `layer1.0.downsample.0`.
 *
 * @example resnet({ depth: 50, style: 'pytorch', frozenStages: 1, trainNorm: false })(images)
 */
export const resnet =
  (o: ResnetOptions) =>
  (images: Images): FiveStages =>
    within('body', () => {
      const normalised = (
        conv: string,
        norm: string,
        { kernel, channels, stride = 1 }: Unit,
        trained: boolean,
        x: Tensor<'f32'>,
      ): Tensor<'f32'> => {
        const y = convTo(conv, { channels, kernel, stride, bias: false, init: init(kernel, channels), trainable: trained })(x)
        return frozenBatchNorm(norm, { trainable: trained && o.trainNorm })(y)
      }
      const bottleneck = (width: number, stride: number, trained: boolean, x: Tensor<'f32'>): Tensor<'f32'> => {
        const channels = 4 * width
        const [first, second] = o.style === 'caffe' ? [stride, 1] : [1, stride]
        const narrow = relu(normalised('conv1', 'bn1', { kernel: 1, channels: width, stride: first }, trained, x))
        const spatial = relu(normalised('conv2', 'bn2', { kernel: 3, channels: width, stride: second }, trained, narrow))
        const wide = normalised('conv3', 'bn3', { kernel: 1, channels }, trained, spatial)
        const shortcut =
          stride === 1 && extent(x.shape, 3) === channels
            ? x
            : within('downsample', () => normalised('0', '1', { kernel: 1, channels, stride }, trained, x))
        return relu(add(wide, shortcut))
      }
      const stage = <L extends string>(i: 1 | 2 | 3 | 4, x: Tensor<'f32'>): Feature<L> =>
        within(`layer${String(i)}`, () => {
          const trained = i > o.frozenStages
          const count = blocks[o.depth][i - 1] ?? 0
          const block = (y: Tensor<'f32'>, k: number): Tensor<'f32'> =>
            within(String(k), () => bottleneck(32 * 2 ** i, k === 0 && i > 1 ? 2 : 1, trained, y))
          return float<FeatureAxes<L>>(Array.from({ length: count }, (_, k) => k).reduce(block, x))
        })
      const stem = relu(normalised('conv1', 'bn1', { kernel: 7, channels: 64, stride: 2 }, o.frozenStages === 0, images))
      const C2 = stage<'C2'>(1, maxPool(stem, { size: [3, 3], strides: [2, 2], pads: centred(3).pads }))
      const C3 = stage<'C3'>(2, C2)
      const C4 = stage<'C4'>(3, C3)
      return { C2, C3, C4, C5: stage<'C5'>(4, C4) }
    })
