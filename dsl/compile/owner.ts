import type { Tensor } from '../core/tensor.ts'

/** The tensor whose bytes a node shows: an alias owns none. */
export const owner = (x: Tensor): Tensor => {
  let y = x
  while (y.primitive.lower.tfjs === 'alias') {
    const [source] = y.inputs
    if (source === undefined) break
    y = source
  }
  return y
}
