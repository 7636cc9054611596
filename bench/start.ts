import { topological } from '../dsl/core/graph.ts'
import { flatten } from '../dsl/core/procedure.ts'
import { size } from '../dsl/core/tensor.ts'
import { type InputData, leaf } from '../dsl/ops/leaf.ts'
import type { Values } from '../dsl/targets/session.ts'
import { experiments as aitod } from '../examples/aitod-fcos.ts'
import { experiments as demo } from '../examples/demo.ts'
import { trainingOf } from '../graphs/experiment/build.ts'
import type { Experiment } from '../graphs/experiment/codec.ts'
import { learningRateFeed } from '../graphs/training-step.ts'
import { random, type Random } from '../stdlib/data/random.ts'
import { initialState, type LeafValues } from '../stdlib/nn/initialise.ts'
import { type Kept, keptByProcedure } from '../stdlib/nn/leaves.ts'

// Where every subject starts: the same weights, and the same batch at every step, so that all of them compute the same losses.

/** The experiments that are measured, by where they are declared. */
export const examples = { aitod, demo } as const
export type ExampleName = keyof typeof examples

/** The rate at which every subject learns. */
export const learningRate = 1e-4

/** An experiment of an example, on batches of this many images; without a number, of its own. */
export const declared = (example: ExampleName, variant: string, batch?: number): Experiment => {
  const e = examples[example].find(({ name }) => name === variant)
  if (e === undefined) throw new Error(`internal: ${example} has no ${variant}`)
  return batch === undefined ? e : { ...e, training: { ...e.training, batch } }
}

const keyed = (name: string): Random => random(1, ...[...name].map((c) => c.codePointAt(0) ?? 0))

/** Statistics of a normalisation that differ from channel to channel, so that one who drops them computes something else. */
const statistics = (name: string, n: number): Float32Array => {
  const { uniform } = keyed(name)
  return new Float32Array(n).map(name.endsWith('running_var') ? () => 0.75 + 0.5 * uniform() : () => 0.2 * (uniform() - 0.5))
}

/** The values of parameters and state before the first step. */
export const startOf = (kept: Kept): LeafValues => ({
  ...initialState(kept, 0),
  ...Object.fromEntries(
    kept.state.filter(({ name }) => /running_(mean|var)$/.test(name)).map(({ name, shape }) => [name, statistics(name, size(shape))]),
  ),
})

/** Which points learn an object, one in a hundred: the same for every input that speaks of it. */
const positives = (points: number): readonly boolean[] => {
  const { uniform } = keyed('positive')
  return Array.from({ length: points }, () => uniform() < 0.01)
}

/** A batch that a step can take: one point in a hundred learns a box of some pixels, and one cell in a hundred is foreground. */
export const batchOf = (inputs: readonly InputData[]): Values =>
  Object.fromEntries(
    inputs.map(({ name, shape, dtype }): readonly [string, Float32Array | Int32Array] => {
      const r = keyed(name)
      const values = new (dtype === 'i32' ? Int32Array : Float32Array)(size(shape))
      const learns = positives(values.length)
      const at: (i: number) => number =
        name === learningRateFeed
          ? () => learningRate
          : name === 'labels'
            ? (i) => (learns[i] === true ? r.integer(3) : -1)
            : name === 'positive'
              ? (i) => (learns[i] === true ? 1 : 0)
              : name === 'centerness'
                ? (i) => (learns[i] === true ? r.uniform() : 0)
                : name.startsWith('mask')
                  ? () => (r.uniform() < 0.01 ? 1 : 0)
                  : name === 'sides'
                    ? () => 1 + 8 * r.uniform()
                    : () => r.uniform()
      return [name, values.map((_, i) => at(i))]
    }),
  )

/** What the training step of an experiment keeps, and what it is fed. */
export const leavesOf = (e: Experiment): Kept & { readonly inputs: readonly InputData[] } => {
  const step = trainingOf(e)
  const inputs = new Map<string, InputData>()
  for (const x of topological(Object.values(flatten(step)))) {
    const l = leaf(x)
    if (l?.kind === 'input') inputs.set(l.data.name, l.data)
  }
  return { ...keptByProcedure(step), inputs: [...inputs.values()] }
}
