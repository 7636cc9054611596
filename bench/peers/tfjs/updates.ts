import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core'
import type { Tfjs } from './load.ts'

/** Variables that are learned, by name. */
export type Variables = Readonly<Record<string, Variable>>

/** Changes the variables by their gradients. What it makes on the way is tidied by whoever calls. */
export type Update = (gradients: NamedTensorMap) => void

/** Scales gradients together so that their norm is at most `max`. */
export const clipped = (tf: Tfjs, max: number, gradients: NamedTensorMap): NamedTensorMap => {
  const norm = tf.sqrt(tf.addN(Object.values(gradients).map((g) => tf.sum(tf.square(g)))))
  const factor = tf.minimum(tf.div(max, tf.add(norm, 1e-6)), 1)
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, factor)]))
}

/** Momentum .9 and weight decay 1e-4; biases learn at twice the rate and do not decay. */
export const sgd = (tf: Tfjs, variables: Variables, rate: number): Update => {
  const [weights, biases] = [tf.train.momentum(rate, 0.9), tf.train.momentum(2 * rate, 0.9)]
  const isBias = (name: string): boolean => name.endsWith('.bias')
  return (gradients) => {
    const named = Object.entries(gradients)
    weights.applyGradients(
      named.filter(([name]) => !isBias(name)).map(([name, g]) => ({ name, tensor: tf.add(g, tf.mul(variables[name] ?? 0, 1e-4)) })),
    )
    biases.applyGradients(named.filter(([name]) => isBias(name)).map(([name, tensor]) => ({ name, tensor })))
  }
}

/** Adam with decoupled weight decay 1e-4. */
export const adamw = (tf: Tfjs, variables: Variables, rate: number): Update => {
  const adam = tf.train.adam(rate, 0.9, 0.999, 1e-8)
  return (gradients) => {
    for (const w of Object.values(variables)) w.assign(tf.mul(w, 1 - rate * 1e-4))
    adam.applyGradients(Object.entries(gradients).map(([name, tensor]) => ({ name, tensor })))
  }
}
