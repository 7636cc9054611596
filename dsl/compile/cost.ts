import { topological } from '../core/graph.ts'
import type { Tensor } from '../core/tensor.ts'

/** Multiply-accumulates of one node: convolutions and matrix products only. */
export const macs = (x: Tensor): number => x.primitive.macs?.(x.inputs, x.params, x) ?? 0

/** Multiply-accumulates of all nodes under `outputs`, each once. */
export const countMacs = (outputs: Readonly<Record<string, Tensor>>): number =>
  topological(Object.values(outputs)).reduce((n, x) => n + macs(x), 0)
