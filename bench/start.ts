import { madeUpFeeds } from '../cli/explanation/feeds.ts'
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

/** The batch of every step. */
export const batchOf = (inputs: readonly InputData[]): Values => ({ ...madeUpFeeds(inputs, 3), [learningRateFeed]: [learningRate] })

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
