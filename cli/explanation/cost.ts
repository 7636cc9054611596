import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { compile } from '../../dsl/compile/compile.ts'
import { countMacs, macs } from '../../dsl/compile/cost.ts'
import { topological } from '../../dsl/core/graph.ts'
import { type Issue, under } from '../../dsl/core/issue.ts'
import { flatten, type Procedure } from '../../dsl/core/procedure.ts'
import { size, type Tensor } from '../../dsl/core/tensor.ts'
import { leaf } from '../../dsl/ops/leaf.ts'
import type { Target } from '../../dsl/targets/session.ts'
import { inferenceOf, trainingOf } from '../../graphs/experiment/build.ts'
import type { Experiment } from '../../graphs/experiment/codec.ts'

/** What a part of a network costs: parameters, and multiply-accumulates of one image's inference and of one training step. */
export interface Cost {
  readonly parameters: number
  readonly macs: { readonly inference: number; readonly step: number }
}

/** The cost of what was declared in one scope, cut at `depth` names. */
export interface ModuleCost extends Cost {
  readonly path: string
}

/** What an experiment costs. The modules add up to the whole: each node and each parameter is in one of them. */
export interface ExperimentCost extends Cost {
  readonly name: string
  /** Images in a training step. */
  readonly batch: number
  readonly inputSize: number
  /** The most bytes that are alive at once in the training step, as it is scheduled on the target. */
  readonly peakBytes: number
  readonly target: string
  /** Why the target would not train it, where it would not. */
  readonly refusal: Issue | null
  readonly modules: readonly ModuleCost[]
}

/** Deep enough to tell the stages of a backbone, the layers of a neck and the towers of a head apart. */
const depth = 3

/** What was declared outside of any scope. */
const outside = '(none)'

/** @example moduleOf(['backbone', 'body', 'down0', '0']) // => 'backbone/body/down0' */
export const moduleOf = (scope: readonly string[]): string => (scope.length === 0 ? outside : scope.slice(0, depth).join('/'))

const nodesOf = (p: Procedure): readonly Tensor[] => topological(Object.values(flatten(p)))

/** The elements of each parameter, once a name, by module. */
const parametersOf = (nodes: readonly Tensor[]): readonly (readonly [path: string, elements: number])[] => {
  const byName = new Map<string, Tensor>()
  for (const x of nodes) {
    const l = leaf(x)
    if (l?.kind === 'parameter' && !byName.has(l.data.name)) byName.set(l.data.name, x)
  }
  return [...byName.values()].map((x) => [moduleOf(x.scope), size(x.shape)])
}

const summed = (values: readonly (readonly [path: string, n: number])[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const [path, n] of values) sums.set(path, (sums.get(path) ?? 0) + n)
  return sums
}

const macsOf = (p: Procedure): ReadonlyMap<string, number> => summed(nodesOf(p).map((x) => [moduleOf(x.scope), macs(x)]))

/** Paths in the order given, but those that begin alike stand together. */
export const byPrefix = (paths: readonly string[]): readonly string[] => {
  const ranks = new Map<string, number>()
  const rank = (path: string): readonly number[] =>
    path.split('/').map((_, i, names) => {
      const prefix = names.slice(0, i + 1).join('/')
      ranks.set(prefix, ranks.get(prefix) ?? ranks.size)
      return ranks.get(prefix) ?? 0
    })
  return paths
    .map((path) => [path, rank(path)] as const)
    .sort(([, a], [, b]) => a.map((r, i) => r - (b[i] ?? -1)).find((d) => d !== 0) ?? a.length - b.length)
    .map(([path]) => path)
}

/**
 * The cost of an experiment: counted on the nodes of its optimised graphs, never by a formula. `inference` is that of one image, `step`
 * that of a training step on its whole batch. Parameters are all that the training step is built from, also those that it does not train.
 *
 * @returns all issues of an ill-typed experiment
 */
export const costOf = (target: Target, e: Experiment): E.Either<NonEmptyArray<Issue>, ExperimentCost> => {
  const training = trainingOf(e)
  return pipe(
    E.Do,
    E.bind('step', () => compile(target.table)(training)),
    E.bind('inference', () => compile(target.table)(inferenceOf(e, 1))),
    E.bimap(map(under(e.name)), ({ step, inference }) => {
      const declared = parametersOf(nodesOf(training))
      const parameters = summed(declared)
      const [perImage, perStep] = [macsOf(inference.optimised), macsOf(step.optimised)]
      const paths = byPrefix([...new Set([...parameters.keys(), ...perImage.keys(), ...perStep.keys()])])
      const modules = paths.map((path) => ({
        path,
        parameters: parameters.get(path) ?? 0,
        macs: { inference: perImage.get(path) ?? 0, step: perStep.get(path) ?? 0 },
      }))
      return {
        name: e.name,
        batch: e.training.batch,
        inputSize: e.input.size,
        parameters: declared.reduce((n, [, elements]) => n + elements, 0),
        macs: { inference: countMacs(flatten(inference.optimised)), step: countMacs(flatten(step.optimised)) },
        peakBytes: step.schedule.peakBytes,
        target: step.target,
        refusal: pipe(
          target.accepts(step),
          E.match(under(e.name), () => null),
        ),
        modules: modules.filter((m) => m.parameters > 0 || m.macs.inference > 0 || m.macs.step > 0),
      }
    }),
  )
}
