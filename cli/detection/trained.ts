import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { map, type NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import { inferenceOf, trainingOf } from '../../graphs/experiment/build.ts'
import { decodeExperiments, type Experiment } from '../../graphs/experiment/codec.ts'
import { decodeCheckpoint, type Checkpoint } from '../../stdlib/checkpoint/checkpoint.ts'
import { readCheckpoint } from '../../stdlib/checkpoint/file.ts'
import type { Safetensors } from '../../stdlib/checkpoint/safetensors.ts'
import { keptByProcedure } from '../../stdlib/nn/leaves.ts'
import { unreadable } from '../../stdlib/files/unreadable.ts'
import { readJson } from '../json-file.ts'
import { newestGood } from '../runs/checkpoints.ts'
import { runFolderAt, type RunFolder } from '../runs/folder.ts'

type Issues = NonEmptyArray<Issue>
const alone = (i: Issue): Issues => [i]

/** A run's experiment and the newest of its checkpoints that can be read. */
export interface Trained {
  readonly e: Experiment
  readonly checkpoint: Checkpoint
  readonly warnings: readonly Issue[]
}

/** Reads a run folder: its experiment.json and a checkpoint; no code of the experiment's is run. */
export const readTrained = (path: string): TE.TaskEither<Issues, Trained> => {
  const folder = runFolderAt(path)
  return pipe(
    isRunFolder(folder),
    TE.mapLeft(alone),
    TE.chain(() => readExperiment(folder.experiment)),
    TE.chain((e) => newestCheckpoint(e, folder)),
  )
}

const isRunFolder = (folder: RunFolder): TE.TaskEither<Issue, unknown> =>
  pipe(
    TE.tryCatch(() => stat(folder.path), unreadable(folder.path)),
    TE.chain(() =>
      TE.tryCatch(
        () => stat(folder.experiment),
        () => issue('run: no run folder', 'a run folder holds experiment.json, but this one does not', 'name a folder that `train` wrote'),
      ),
    ),
    TE.orElse((i) => async () => {
      const runs = await runsIn(folder.path)
      const hint = runs.length === 0 ? i.hint : `name one of the runs in it: ${runs.slice(0, 5).join(', ')}`
      return E.left({ ...i, path: [folder.path], hint })
    }),
  )

/** Run folders right below a folder. */
const runsIn = async (path: string): Promise<readonly string[]> => {
  const names = await readdir(path).catch((): string[] => [])
  const folders = names.sort().map((name) => join(path, name))
  const found = await Promise.all(
    folders.map((f) =>
      stat(runFolderAt(f).experiment).then(
        () => [f],
        () => [],
      ),
    ),
  )
  return found.flat()
}

const readExperiment = (file: string): TE.TaskEither<Issues, Experiment> =>
  pipe(
    readJson(file),
    TE.mapLeft(alone),
    TE.chainEitherK((json) => pipe(decodeExperiments(json), E.mapLeft(map(under(file))))),
    TE.filterOrElse(
      ({ length }) => length === 1,
      ({ length }) =>
        alone(
          issue('run: one experiment', `a run is of one experiment, but of ${String(length)} here`, 'restore the file', { path: [file] }),
        ),
    ),
    TE.map(([e]) => e),
  )

/** As training passes a damaged checkpoint over, in the words of detection. */
const passedOver = (i: Issue): Issue => ({
  ...i,
  message: 'a checkpoint is damaged, so it is passed over',
  hint: 'nothing to do, if the one before will do; else train on',
})

const newestCheckpoint = (e: Experiment, folder: RunFolder): TE.TaskEither<Issues, Trained> =>
  pipe(
    TE.fromTask<Awaited<ReturnType<typeof newestGood>>, Issues>(() => newestGood(folder.checkpoints, readCheckpoint)),
    TE.chain(({ checkpoint, warnings }) => {
      const told = warnings.map(passedOver)
      return checkpoint === undefined
        ? TE.left(noCheckpoint(folder, told))
        : pipe(
            readCheckpoint(checkpoint.file),
            TE.mapLeft(alone),
            TE.chainEitherK((file) => pipe(parametersOf(e)(file), E.mapLeft(map(under(checkpoint.file))))),
            TE.map((values) => ({ e, checkpoint: values, warnings: [...told, ...otherName(e, checkpoint.file, values)] })),
          )
    }),
  )

const noCheckpoint = ({ checkpoints }: RunFolder, warnings: readonly Issue[]): Issues => {
  const none = issue('run: no checkpoint', 'this run has no checkpoint that can be read', 'train it at least until its first checkpoint', {
    path: [checkpoints],
  })
  return [none, ...warnings]
}

/**
 * The detector's own parameters from a training's checkpoint. What only training needs, the optimiser's state and the method's
 * parameters, is left aside; anything else that is missing, left over or of another shape is an issue, all of them at once.
 */
const parametersOf =
  (e: Experiment) =>
  ({ tensors, metadata }: Safetensors): E.Either<Issues, Checkpoint> => {
    const kept = keptByProcedure(inferenceOf(e, 1))
    const own = new Set(kept.parameters.map(({ name }) => name))
    const { parameters, state } = keptByProcedure(trainingOf(e))
    const aside = new Set([...parameters, ...state].map(({ name }) => name).filter((name) => !own.has(name)))
    const mine = [...tensors].filter(([name]) => !aside.has(name) && !name.startsWith('optimiser.'))
    return decodeCheckpoint(kept)({ tensors: new Map(mine), metadata })
  }

const otherName = (e: Experiment, file: string, { name }: Checkpoint): readonly Issue[] =>
  name === e.name
    ? []
    : [
        issue('checkpoint: other experiment', `the checkpoint is of \`${name}\`, but the run of \`${e.name}\``, 'it fits, and is used', {
          path: [file],
        }),
      ]
