import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import { layers, type Layers } from './layers.ts'
import type { Tfjs } from './load.ts'
import type { LossOptions, Predicted } from './losses.ts'
import type { Weights } from './weights.ts'

/** A network in two parts: what no gradient passes, and what is learned. */
export interface Network {
  readonly frozen: (images: Tensor4D) => Tensor4D
  readonly predict: (x: Tensor4D) => Predicted
}

/** A network without its weights. */
export interface Architecture {
  /** Is the weight of this name learned? */
  readonly learned: (name: string) => boolean
  readonly loss: LossOptions
  readonly on: (weights: Weights) => Network
}

interface HeadOptions {
  readonly tower: (branch: string, x: Tensor4D) => Tensor4D
  readonly strides: readonly number[]
  /** Does each level scale its distances? */
  readonly scales: boolean
}

/** FCOS's head on each level. */
const head = (tf: Tfjs, w: Weights, l: Layers, o: HeadOptions, levels: readonly Tensor4D[]): Predicted => {
  const flat = (x: Tensor4D): Tensor3D => tf.reshape(x, [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]])
  const outputs = levels.map((p, i): Predicted => {
    const regression = o.tower('head.regression_head', p)
    const distances = flat(l.conv('head.regression_head.bbox_reg', regression))
    const stride = o.strides[i] ?? 1
    const scaled: Tensor3D = o.scales ? tf.mul(distances, w.vector(`head.regression_head.scales.P${String(Math.log2(stride))}`)) : distances
    return {
      logits: flat(l.conv('head.classification_head.cls_logits', o.tower('head.classification_head', p))),
      sides: tf.mul(tf.relu(scaled), stride),
      centerness: flat(l.conv('head.regression_head.bbox_ctrness', regression)),
    }
  })
  const joined = (part: keyof Predicted): Tensor3D =>
    tf.concat3d(
      outputs.map((p) => p[part]),
      1,
    )
  return { logits: joined('logits'), sides: joined('sides'), centerness: joined('centerness') }
}

/** The feature pyramid on maps from fine to coarse. */
const pyramid = (tf: Tfjs, l: Layers, maps: readonly Tensor4D[]): readonly Tensor4D[] => {
  const merged: Tensor4D[] = []
  for (const [k, c] of [...maps.entries()].reverse()) {
    const own = l.conv(`backbone.fpn.inner_blocks.${String(k)}.0`, c)
    const [coarser] = merged
    merged.unshift(coarser === undefined ? own : tf.add(own, l.upsample(coarser, own)))
  }
  return merged.map((m, i) => l.conv(`backbone.fpn.layer_blocks.${String(i)}.0`, m))
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

const resnetFcosOn = (tf: Tfjs, w: Weights): Network => {
  const l = layers(tf, w)
  const bottleneck = (name: string, stride: number, x: Tensor4D): Tensor4D => {
    const narrow = l.convNorm(`${name}.conv1`, `${name}.bn1`, x, { relu: true })
    const spatial = l.convNorm(`${name}.conv2`, `${name}.bn2`, narrow, { stride, relu: true })
    const wide = l.convNorm(`${name}.conv3`, `${name}.bn3`, spatial)
    const shortcut =
      stride === 1 && x.shape[3] === wide.shape[3] ? x : l.convNorm(`${name}.downsample.0`, `${name}.downsample.1`, x, { stride })
    return tf.relu(tf.add<Tensor4D>(wide, shortcut))
  }
  const stage = (i: number, blocks: number, x: Tensor4D): Tensor4D =>
    range(blocks).reduce((y, k) => bottleneck(`backbone.body.layer${String(i)}.${String(k)}`, k === 0 && i > 1 ? 2 : 1, y), x)
  const tower = (branch: string, x: Tensor4D): Tensor4D => range(4).reduce((y, i) => l.convRelu(`${branch}.conv.${String(2 * i)}`, y), x)
  return {
    frozen: (images) => {
      const stem = l.convNorm('backbone.body.conv1', 'backbone.body.bn1', images, { stride: 2, relu: true })
      // Zeros around a map that is not negative are never its maximum alone.
      const padded = tf.pad(stem, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ])
      return stage(1, 3, tf.maxPool(padded, 3, 2, 'valid'))
    },
    predict: (C2) => {
      const C3 = stage(2, 4, C2)
      const C4 = stage(3, 6, C3)
      const levels = pyramid(tf, l, [C3, C4, stage(4, 3, C4)])
      const P5 = levels[2]
      if (P5 === undefined) throw new Error('internal: three levels')
      const P6 = l.conv('backbone.fpn.extra_blocks.p6', P5, { stride: 2 })
      const P7 = l.conv('backbone.fpn.extra_blocks.p7', tf.relu(P6), { stride: 2 })
      return head(tf, w, l, { tower, strides: [8, 16, 32, 64, 128], scales: true }, [...levels, P6, P7])
    },
  }
}

const demoFcosOn = (tf: Tfjs, w: Weights): Network => {
  const l = layers(tf, w)
  const unit = (name: string, stride: number, x: Tensor4D): Tensor4D =>
    l.groupNorm(`${name}.1`, 8, l.conv(`${name}.0`, x, { stride, bias: false }))
  const stage = (i: number, x: Tensor4D): Tensor4D => {
    const down = tf.relu(unit(`backbone.body.down${String(i)}`, 2, x))
    return i === 0 ? down : tf.relu(tf.add<Tensor4D>(down, unit(`backbone.body.block${String(i)}`, 1, down)))
  }
  const tower = (branch: string, x: Tensor4D): Tensor4D =>
    range(2).reduce((y, i) => {
      const name = `${branch}.conv.`
      return tf.relu<Tensor4D>(l.groupNorm(`${name}${String(3 * i + 1)}`, 8, l.conv(`${name}${String(3 * i)}`, y)))
    }, x)
  return {
    frozen: (images) => images,
    predict: (images) => {
      const C2 = stage(1, stage(0, images))
      const C3 = stage(2, C2)
      const C4 = stage(3, C3)
      return head(tf, w, l, { tower, strides: [4, 8, 16, 32], scales: false }, pyramid(tf, l, [C2, C3, C4, stage(4, C4)]))
    },
  }
}

/** FCOS on ResNet-50 for AI-TOD, its stem and first stage frozen: `examples/aitod-fcos.ts`. */
export const resnetFcos = (tf: Tfjs): Architecture => ({
  learned: (name) => !/body\.(conv1|bn1|layer1)\.|\.bn\d\.|\.downsample\.1\.|running_/.test(name),
  loss: { box: 'diou', weighting: 'centerness' },
  on: (weights) => resnetFcosOn(tf, weights),
})

/** The demo's FCOS on a small residual backbone with group normalisation: `examples/demo.ts`. */
export const demoFcos = (tf: Tfjs): Architecture => ({
  learned: () => true,
  loss: { box: 'giou', weighting: 'positives' },
  on: (weights) => demoFcosOn(tf, weights),
})
