import * as TE from 'fp-ts/lib/TaskEither.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../dsl/core/issue.ts'
import { decodeExperiments, type Experiment } from '../graphs/experiment/codec.ts'
import { ownData } from './data/own-data.ts'
import type { ExperimentFormat } from './train.ts'

/** Experiments as the command line trains them. `--data` takes the splits of a folder in place of the experiment's own data. */
export const experimentFormat: ExperimentFormat<Experiment> = {
  decode: decodeExperiments,
  plan: (own, { seed = own.seed, steps = own.training.steps, data }) =>
    pipe(
      data === undefined
        ? TE.right(own)
        : pipe(
            ownData(data, own.classes),
            TE.bimap(
              (i): NonEmptyArray<Issue> => [i],
              (found): Experiment => ({ ...own, ...found }),
            ),
          ),
      TE.map((e) => ({ name: e.name, seed, steps, experiment: { ...e, seed, training: { ...e.training, steps } } })),
    ),
}
