import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, type NonEmptyArray, traverse } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { decodeExperiments, type Experiment } from '../graphs/experiment/codec.ts'
import { drawIssues } from './draw.ts'
import { loadExperiments } from './experiments.ts'
import { costOf, type ExperimentCost } from './explanation/cost.ts'
import { printedAfter } from './explanation/passes.ts'
import { costTable } from './explanation/table.ts'
import type { ExplainOptions, Io } from './program.ts'
import { chosenFor } from './target.ts'

type Issues = NonEmptyArray<Issue>

const all = E.getApplicativeValidation(getSemigroup<Issue>())
const validated = sequenceS(all)

const each = <A>(experiments: NonEmptyArray<Experiment>, f: (e: Experiment) => E.Either<Issues, A>): E.Either<Issues, readonly A[]> =>
  traverse(all)(f)(experiments)

const nothing: E.Either<Issues, readonly never[]> = E.right([])

/** The keys that other programs read. A module's `macs` are those of the training step. */
const json = ({ name, parameters, macs, peakBytes, modules }: ExperimentCost): unknown => ({
  name,
  parameters,
  macs: { inference: macs.inference, step: macs.step },
  peakBytes,
  modules: modules.map((m) => ({ path: m.path, parameters: m.parameters, macs: m.macs.step })),
})

/**
 * `explain`: what the experiments of FILE cost, as a table or as JSON. With `--print-after` their graphs are printed in place of the table;
 * beside JSON, which has standard output for itself, on standard error.
 */
export const explain =
  (io: Pick<Io, 'out' | 'err' | 'paper'>) =>
  (file: string, { printAfter, target, json: asJson = false }: ExplainOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.fromEither(chosenFor(target, io.err)),
      TE.bindTo('on'),
      TE.bind('experiments', () => loadExperiments(decodeExperiments)(file)),
      TE.chainEitherK(({ on, experiments }) =>
        validated({
          graphs: printAfter === undefined ? nothing : each(experiments, (e) => printedAfter(on, printAfter, e)),
          costs: printAfter !== undefined && !asJson ? nothing : each(experiments, (e) => costOf(on, e)),
        }),
      ),
      TE.map(({ graphs, costs }) => {
        const refusals = costs.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]))
        if (refusals.length > 0) io.err(`${drawIssues(refusals, io.paper())}\n`)
        if (graphs.length > 0) (asJson ? io.err : io.out)(graphs.join('\n'))
        if (asJson) io.out(`${JSON.stringify({ experiments: costs.map(json) }, undefined, 2)}\n`)
        else if (costs.length > 0) io.out(costs.map(costTable).join('\n'))
        return 0
      }),
    )
