import { type Outputs, topological } from '../../dsl/core/graph.ts'
import { size } from '../../dsl/core/tensor.ts'
import { leaf } from '../../dsl/ops/leaf.ts'
import type { Bindings } from '../../dsl/targets/reference/evaluate.ts'
import { fractions, integers } from '../laws/generators/numbers.ts'

/** Values for every leaf of a detector's graph that make sense for what is fed under its name. */
export const bound = (seed: number, outputs: Outputs): Bindings =>
  Object.fromEntries(
    topological(Object.values(outputs)).flatMap((x) => {
      const l = leaf(x)
      if (l === null || l.kind === 'constant') return []
      const { name } = l.data
      const [key, count] = [`${String(seed)} ${name}`, size(x.shape)]
      const any = fractions(key, count)
      if (name === 'labels') return [[name, integers(key, count, 1)]]
      if (name === 'sides') return [[name, any.map((v) => 10 + 4 * v)]]
      if (name === 'centerness') return [[name, any.map((v) => Math.abs(v) / 2)]]
      if (name === 'positive' || name.startsWith('mask.')) return [[name, any.map((v) => (v > 0.5 ? 1 : 0))]]
      return [[name, l.kind === 'parameter' ? any.map((v) => v / 4) : any]]
    }),
  )
