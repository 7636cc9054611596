import type { Rank, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core'
import type { LeafValues } from '../../../stdlib/nn/initialise.ts'
import type { Kept } from '../../../stdlib/nn/leaves.ts'
import type { Tfjs } from './load.ts'

/** Weights by name: variables where they are learned, else tensors. Kernels are HWIO. */
export interface Weights {
  readonly kernel: (name: string) => Tensor4D
  readonly vector: (name: string) => Tensor
  readonly variables: Readonly<Record<string, Variable>>
}

const found = <A>(all: Readonly<Record<string, A>>, name: string): A => {
  const one = all[name]
  if (one === undefined) throw new Error(`internal: there is no weight ${name}`)
  return one
}

/** Makes weights of their first values. */
export const weightsOf = (tf: Tfjs, { parameters, state }: Kept, values: LeafValues, learned: (name: string) => boolean): Weights => {
  const kernels: Record<string, Tensor4D> = {}
  const vectors: Record<string, Tensor> = {}
  const variables: Record<string, Variable> = {}
  for (const { name, shape } of [...parameters, ...state.filter((s) => !s.name.startsWith('optimiser.'))]) {
    const [h = 1, w = 1, i = 1, o = 1] = shape
    const first = values[name] ?? []
    if (shape.length === 4) {
      const kernel = tf.tensor4d(first, [h, w, i, o])
      kernels[name] = kernel
      if (learned(name)) variables[name] = kernels[name] = tf.variable<Rank.R4>(kernel, true, name)
    } else {
      const vector = tf.tensor(first, [...shape])
      vectors[name] = vector
      if (learned(name)) variables[name] = vectors[name] = tf.variable(vector, true, name)
    }
  }
  return { kernel: (name) => found(kernels, name), vector: (name) => found(vectors, name), variables }
}
