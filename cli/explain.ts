import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { getSemigroup, map, type NonEmptyArray, traverse } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import type { Target } from '../dsl/targets/session.ts'
import { decodeExperiments, type Experiment } from '../graphs/experiment/codec.ts'
import { drawIssues } from './draw.ts'
import { loadExperiments } from './experiments.ts'
import { costOf, type ExperimentCost } from './explanation/cost.ts'
import { type Asked, measure } from './explanation/measure.ts'
import { printedAfter } from './explanation/passes.ts'
import { profileJson } from './explanation/profile-json.ts'
import { profileTable } from './explanation/profile-table.ts'
import { costTable } from './explanation/table.ts'
import { named, whole } from './options.ts'
import type { ExplainOptions } from './commands/explain.ts'
import type { Io } from './program.ts'
import { chosenFor } from './target.ts'

type Issues = NonEmptyArray<Issue>
type World = Pick<Io, 'out' | 'err' | 'paper'>

const all = E.getApplicativeValidation(getSemigroup<Issue>())
const validated = sequenceS(all)

const each = <A>(experiments: NonEmptyArray<Experiment>, f: (e: Experiment) => E.Either<Issues, A>): E.Either<Issues, readonly A[]> =>
  traverse(all)(f)(experiments)

const nothing: E.Either<Issues, readonly never[]> = E.right([])

const jsonText = (u: unknown): string => `${JSON.stringify(u, undefined, 2)}\n`

/** The keys that other programs read. A module's `macs` are those of the training step. */
const json = ({ name, parameters, macs, peakBytes, modules }: ExperimentCost): unknown => ({
  name,
  parameters,
  macs: { inference: macs.inference, step: macs.step },
  peakBytes,
  modules: modules.map((m) => ({ path: m.path, parameters: m.parameters, macs: m.macs.step })),
})

/** What is asked of a profile, or null where none is; options that need one are refused without it. */
const askedOf = ({ profile = false, inference = false, runs, printAfter }: ExplainOptions): E.Either<Issues, Asked | null> => {
  const alone = (option: string): Issue =>
    issue(`explain: ${option}`, `\`--${option}\` says how to profile, but \`--profile\` is not there`, 'add `--profile`', {
      path: [`--${option}`],
    })
  if (!profile && inference) return E.left([alone('inference')])
  if (!profile && runs !== undefined) return E.left([alone('runs')])
  if (!profile) return E.right(null)
  if (printAfter !== undefined)
    return E.left([
      issue('explain: profile', '`--profile` and `--print-after` each print in place of the table', 'ask for one of them', {
        path: ['--profile'],
      }),
    ])
  return pipe(
    whole('explain')('--runs', runs, 1),
    E.map((n) => ({ inference, runs: n ?? 3 })),
  )
}

const withBatch =
  (batch: number | undefined) =>
  (e: Experiment): Experiment =>
    batch === undefined ? e : { ...e, training: { ...e.training, batch } }

/** One after the other, each printed when it is there. */
const profiles = (
  io: World,
  on: Target,
  experiments: NonEmptyArray<Experiment>,
  asked: Asked,
  asJson: boolean,
): TE.TaskEither<Issues, number> =>
  pipe(
    experiments,
    TE.traverseSeqArray((e) =>
      pipe(
        measure(on, e, asked),
        TE.chainFirstIOK((p) => () => {
          if (!asJson) io.out(`${profileTable(p)}\n`)
        }),
      ),
    ),
    TE.map((found) => {
      if (asJson) io.out(jsonText({ profiles: found.map(profileJson) }))
      return 0
    }),
  )

const costs = (
  io: World,
  on: Target,
  experiments: NonEmptyArray<Experiment>,
  printAfter: string | undefined,
  asJson: boolean,
): E.Either<Issues, number> =>
  pipe(
    validated({
      graphs: printAfter === undefined ? nothing : each(experiments, (e) => printedAfter(on, printAfter, e)),
      costs: printAfter !== undefined && !asJson ? nothing : each(experiments, (e) => costOf(on, e)),
    }),
    E.map(({ graphs, costs }) => {
      const refusals = costs.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]))
      if (refusals.length > 0) io.err(`${drawIssues(refusals, io.paper())}\n`)
      if (graphs.length > 0) (asJson ? io.err : io.out)(graphs.join('\n'))
      if (asJson) io.out(jsonText({ experiments: costs.map(json) }))
      else if (costs.length > 0) io.out(costs.map(costTable).join('\n'))
      return 0
    }),
  )

/**
 * `explain`: what the experiments of FILE cost, as a table or as JSON. With `--print-after` their graphs are printed in place of the table;
 * beside JSON, which has standard output for itself, on standard error. With `--profile` they are run, and where the time went takes its place.
 */
export const explain =
  (io: World) =>
  (file: string, options: ExplainOptions): TE.TaskEither<Issues, number> =>
    pipe(
      TE.fromEither(validated({ asked: askedOf(options), batch: whole('explain')('--batch', options.batch, 1) })),
      TE.bind('on', () => TE.fromEither(chosenFor(options.target, io.err))),
      TE.bind('experiments', ({ batch }) =>
        pipe(
          loadExperiments(decodeExperiments)(file),
          TE.chainEitherK((found) => named('explain')(found, options.only)),
          TE.map(map(withBatch(batch))),
        ),
      ),
      TE.chain(({ asked, on, experiments }) =>
        asked === null
          ? TE.fromEither(costs(io, on, experiments, options.printAfter, options.json ?? false))
          : profiles(io, on, experiments, asked, options.json ?? false),
      ),
    )
