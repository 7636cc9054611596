import { size } from '../../dsl/core/tensor.ts'
import type { InputData } from '../../dsl/ops/leaf.ts'
import type { Values } from '../../dsl/targets/session.ts'
import { learningRateFeed } from '../../graphs/training-step.ts'
import { random, type Random } from '../../stdlib/data/random.ts'

const keyed = (name: string): Random => random(1, ...[...name].map((c) => c.codePointAt(0) ?? 0))

/** Which points learn an object, one in a hundred: the same for every input that speaks of it. */
const positives = (points: number): readonly boolean[] => {
  const { uniform } = keyed('positive')
  return Array.from({ length: points }, () => uniform() < 0.01)
}

const valuesOf = (name: string, learns: readonly boolean[], classes: number): ((i: number) => number) => {
  const r = keyed(name)
  switch (name) {
    case learningRateFeed:
      return () => 1e-4
    case 'labels':
      return (i) => (learns[i] === true ? r.integer(classes) : -1)
    case 'positive':
      return (i) => (learns[i] === true ? 1 : 0)
    case 'centerness':
      return (i) => (learns[i] === true ? r.uniform() : 0)
    case 'sides':
      return () => 1 + 8 * r.uniform()
    default:
      return name.startsWith('mask') ? () => (r.uniform() < 0.01 ? 1 : 0) : r.uniform
  }
}

/**
 * What a training step or an inference can be fed, the same each time: pictures of noise, in which one point in a hundred learns a box of some
 * pixels, and one cell in a hundred is foreground.
 */
export const madeUpFeeds = (inputs: readonly InputData[], classes: number): Values =>
  Object.fromEntries(
    inputs.map(({ name, shape, dtype }): readonly [string, Float32Array | Int32Array] => {
      const values = new (dtype === 'i32' ? Int32Array : Float32Array)(size(shape))
      const at = valuesOf(name, positives(values.length), classes)
      return [name, values.map((_, i) => at(i))]
    }),
  )
