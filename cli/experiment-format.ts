import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue } from '../dsl/core/issue.ts'
import { decodeExperiments, type Experiment } from '../graphs/experiment/codec.ts'
import { decodeCoco } from '../stdlib/data/formats/coco/json.ts'
import type { ExperimentFormat } from './train.ts'

type Issues = NonEmptyArray<Issue>

/** The classes of a data folder: those of the experiment where the folder has them, by name; otherwise all that it has. */
const classesIn = (folder: string, own: Experiment['classes']): E.Either<Issues, Experiment['classes']> => {
  const file = join(folder, 'train.json')
  return pipe(
    E.tryCatch(
      () => readFileSync(file, 'utf8'),
      (e): Issues => [
        issue(
          'data: annotations cannot be read',
          e instanceof Error ? e.message : String(e),
          'a data folder holds train.json, train/, valid.json and valid/',
          { path: [file] },
        ),
      ],
    ),
    E.chain((text) =>
      pipe(
        decodeCoco(file)(text),
        E.mapLeft((i): Issues => [i]),
      ),
    ),
    E.map(({ categories: listed }) => {
      const categories = listed.map(({ record }) => record)
      const known = own.flatMap(({ name }) => categories.filter((c) => c.name === name))
      return (known.length === own.length ? known : categories).map(({ id, name }) => ({ id, name }))
    }),
  )
}

/** Experiments as the command line trains them. `--data` takes a COCO folder in place of the experiment's own data. */
export const experimentFormat: ExperimentFormat<Experiment> = {
  decode: decodeExperiments,
  plan: (own, { seed = own.seed, steps = own.training.steps, data }) =>
    pipe(
      data === undefined
        ? E.right(own)
        : pipe(
            classesIn(data, own.classes),
            E.map((classes): Experiment => ({
              ...own,
              classes,
              data: { kind: 'coco', folder: data, train: 'train', valid: 'valid', empty: 'background' },
            })),
          ),
      E.map((e) => ({ name: e.name, seed, steps, experiment: { ...e, seed, training: { ...e.training, steps } } })),
    ),
}
