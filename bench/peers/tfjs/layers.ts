import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Tfjs } from './load.ts'
import type { Weights } from './weights.ts'

// The layers of both networks in TensorFlow.js, NHWC, by the names of their weights.

/** Layers on some weights. */
export interface Layers {
  /** k×k with padding (k − 1) / 2; with the bias of this name where there is one. */
  readonly conv: (name: string, x: Tensor4D, o?: { readonly stride?: number; readonly bias?: boolean }) => Tensor4D
  /** conv and relu. */
  readonly convRelu: (name: string, x: Tensor4D) => Tensor4D
  /** A convolution without bias whose batch normalisation is frozen: its scale in the kernel, its shift as the bias. */
  readonly convNorm: (conv: string, norm: string, x: Tensor4D, o?: { readonly stride?: number; readonly relu?: boolean }) => Tensor4D
  readonly groupNorm: (name: string, groups: number, x: Tensor4D) => Tensor4D
  /** Nearest neighbours, to the size of another map. */
  readonly upsample: (x: Tensor4D, like: Tensor4D) => Tensor4D
}

export const layers = (tf: Tfjs, { kernel, vector }: Weights): Layers => {
  /** tfjs-node's gradients of a convolution know no explicit padding: `same` where that pads alike, else zeros around the map. */
  const convolved = (x: Tensor4D, filter: Tensor4D, stride: number, bias?: Tensor, activation?: 'relu'): Tensor4D => {
    const pad = (filter.shape[0] - 1) / 2
    const explicit = pad > 0 && stride > 1
    const around: [number, number] = [pad, pad]
    return tf.fused.conv2d({
      x: explicit ? tf.pad(x, [[0, 0], around, around, [0, 0]]) : x,
      filter,
      strides: stride,
      pad: explicit ? 'valid' : 'same',
      ...(bias === undefined ? {} : { bias }),
      ...(activation === undefined ? {} : { activation }),
    })
  }
  const frozen = new Map<string, { readonly scale: Tensor; readonly shift: Tensor }>()
  /** What a frozen batch normalisation does to each channel, once for all steps. */
  const normalisation = (name: string): { readonly scale: Tensor; readonly shift: Tensor } => {
    const before = frozen.get(name)
    if (before !== undefined) return before
    const scale = tf.keep(tf.div(vector(`${name}.weight`), tf.sqrt(tf.add(vector(`${name}.running_var`), 1e-5))))
    const shift = tf.keep(tf.sub(vector(`${name}.bias`), tf.mul(vector(`${name}.running_mean`), scale)))
    frozen.set(name, { scale, shift })
    return { scale, shift }
  }
  return {
    conv: (name, x, { stride = 1, bias = true } = {}) =>
      convolved(x, kernel(`${name}.weight`), stride, bias ? vector(`${name}.bias`) : undefined),
    convRelu: (name, x) => convolved(x, kernel(`${name}.weight`), 1, vector(`${name}.bias`), 'relu'),
    convNorm: (conv, norm, x, { stride = 1, relu = false } = {}) => {
      const { scale, shift } = normalisation(norm)
      return convolved(x, tf.mul(kernel(`${conv}.weight`), scale), stride, shift, relu ? 'relu' : undefined)
    },
    groupNorm: (name, groups, x) => {
      const [n, h, w, c] = x.shape
      const grouped = tf.reshape(x, [n, h * w, groups, c / groups])
      const { mean, variance } = tf.moments(grouped, [1, 3], true)
      const hat = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, 1e-5)))
      return tf.add(tf.mul(tf.reshape(hat, x.shape), vector(`${name}.weight`)), vector(`${name}.bias`))
    },
    upsample: (x, like) => tf.image.resizeNearestNeighbor(x, [like.shape[1], like.shape[2]]),
  }
}
