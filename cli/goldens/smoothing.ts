import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue } from '../../dsl/core/issue.ts'
import { within } from '../../dsl/core/scope.ts'
import type { Shape, Tensor } from '../../dsl/core/tensor.ts'
import { input, leaf, parameter } from '../../dsl/ops/leaf.ts'
import { mul } from '../../dsl/ops/mul.ts'
import { total } from '../../dsl/ops/sum.ts'
import { grad } from '../../dsl/transform/grad.ts'
import { enhanceLevel, kernelSize, type SmoothingOptions } from '../../graphs/set/smoothing.ts'
import type { FeatureAxes, MaskAxes } from '../../stdlib/nn/feature.ts'
import { keptBy } from '../../stdlib/nn/leaves.ts'
import type { Goldens } from './folder.ts'
import { again, answersOf, each, type Found, tensorOf, together, valuesOf } from './lookup.ts'
import { smoothingOf } from './method.ts'
import type { Trial } from './trial.ts'

const pattern = /^(hbs\.s(\d+)\.k(eq4|\d+)(\.release)?)\./

interface Block {
  /** What the names of its tensors begin with, `hbs.s8.k3`. */
  readonly name: string
  readonly kernel: number
  readonly options: SmoothingOptions
}

const blockOf = (name: string, [, , stride, kernel, second]: readonly (string | undefined)[], r: number): Block => ({
  name,
  kernel: kernel === 'eq4' ? kernelSize(Number(stride)) : Number(kernel),
  options: { ...smoothingOf(second === undefined ? 'paper' : 'release'), reduction: r },
})

/** The blocks of the file, by the names of its tensors. */
const blocksOf = ({ meta, smoothing }: Goldens): readonly Block[] => {
  const blocks = [...smoothing.tensors.keys()].flatMap((tensor) => {
    const match = pattern.exec(tensor)
    const name = match?.[1]
    return match === null || name === undefined ? [] : [[name, blockOf(name, match, meta.r)] as const]
  })
  return [...new Map(blocks).values()]
}

/** The graph of one block: y = HBS(p, m), and the gradients of Σ y · cotangent. Leaves and outputs have the names of the file. */
const declare = ({ name, kernel, options }: Block, shape: Shape) => {
  const p = input<FeatureAxes<'P3'>>(`${name}.p`, shape)
  const m = input<MaskAxes<'P3'>>(`${name}.m`, [...shape.slice(0, 3), 1])
  const cotangent = input<FeatureAxes<'P3'>>(`${name}.cotangent`, shape)
  const y = within(name, () => enhanceLevel(options, kernel)(p, m))
  const { parameters } = keptBy([y])
  const wrt: readonly Tensor<'f32'>[] = [p, ...parameters.map(parameter)]
  const [dp = p, ...gradients] = grad(total(mul(y, cotangent)), wrt)
  const [feature, weight] = ['feature', 'weight'] as const
  return {
    parameters: parameters.map((w) => ({ name: w.name, layout: weight, shape: w.shape })),
    inputs: [p, m, cotangent].flatMap((x) => {
      const l = leaf(x)
      return l?.kind === 'input' ? [{ name: l.data.name, layout: feature, shape: x.shape }] : []
    }),
    outputs: [
      { name: `${name}.y`, kind: 'tensor' as const, layout: feature, shape, value: y },
      { name: `${name}.dp`, kind: 'gradient' as const, layout: feature, shape, value: dp },
      ...gradients.map((value, i) => ({
        name: `${name}.d.${parameters[i]?.name.slice(name.length + 1) ?? ''}`,
        kind: 'gradient' as const,
        layout: weight,
        shape: value.shape,
        value,
      })),
    ],
  }
}

const trialOf =
  ({ smoothing }: Goldens) =>
  (block: Block): Found<Trial> =>
    pipe(
      tensorOf(smoothing, `${block.name}.p`, 'feature'),
      E.chain(({ shape }) => {
        const { parameters, inputs, outputs } = declare(block, shape)
        return sequenceS(together)({
          procedure: E.right({ outputs: Object.fromEntries(outputs.map(({ name, value }) => [name, value])), updates: {} }),
          state: valuesOf(smoothing, parameters),
          feeds: valuesOf(smoothing, inputs),
          answers: answersOf(smoothing, outputs),
        })
      }),
    )

/** HBS alone: a trial for each block of `hbs.safetensors`. */
export const smoothingTrials = (goldens: Goldens): Found<readonly Trial[]> => {
  const blocks = blocksOf(goldens)
  return blocks.length > 0
    ? each(blocks, trialOf(goldens))
    : E.left([
        issue('goldens: smoothing', 'blocks named hbs.s<stride>.k<kernel> are expected, but there are none', again, {
          path: [goldens.smoothing.path],
        }),
      ])
}
