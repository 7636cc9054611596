import { rm } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, type Issue, under } from '../../dsl/core/issue.ts'
import type { Values } from '../../dsl/targets/session.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../stdlib/checkpoint/checkpoint.ts'
import { readCheckpoint, writeCheckpoint } from '../../stdlib/checkpoint/file.ts'
import type { CheckpointMetadata } from '../../stdlib/checkpoint/metadata.ts'
import { initialState, type LeafValues } from '../../stdlib/nn/initialise.ts'
import type { Kept } from '../../stdlib/nn/leaves.ts'
import type { Job } from '../job.ts'
import { type Checkpoint, checkpointFile, checkpointsIn } from '../runs/checkpoints.ts'

/** Newest checkpoints that stay: more than one, should the newest be damaged. */
const newest = 3

/** Where a session begins: steps done, and the values of parameters and state. */
export interface Start {
  readonly step: number
  readonly values: LeafValues
}

/** At the checkpoint to resume from, or at the values that the seed gives. */
export const startOf = (job: Pick<Job, 'resume' | 'seed'>, kept: Kept): TE.TaskEither<Issue, Start> =>
  job.resume === undefined
    ? TE.right({ step: 0, values: initialState(kept, job.seed) })
    : pipe(
        readCheckpoint(job.resume),
        TE.chainEitherK((file) =>
          pipe(
            decodeCheckpoint(kept)(file),
            E.mapLeft(([first]) => first),
          ),
        ),
        TE.bimap(under(job.resume), ({ step, values }) => ({ step, values })),
      )

const finite = (values: Values, step: number): E.Either<Issue, Values> => {
  const broken = Object.entries(values).find(([, v]) => !Array.prototype.every.call(v, Number.isFinite))
  return broken === undefined
    ? E.right(values)
    : E.left(
        issue(
          'train: not finite',
          `the values of ${broken[0]} are finite numbers, but not all of them after step ${String(step)}`,
          'try a lower learning rate or a longer warm-up; the last checkpoint is from before',
          { path: [`step ${String(step)}`, broken[0]] },
        ),
      )
}

/** Writes the checkpoint after `step` steps and removes old ones. Values that are not finite are an issue, and not written. */
export const keep = (
  folder: string,
  kept: Kept,
  of: CheckpointMetadata & { readonly values: Values },
): TE.TaskEither<Issue, Checkpoint> => {
  const file = checkpointFile(folder, of.step)
  return pipe(
    TE.fromEither(finite(of.values, of.step)),
    TE.chain(() => writeCheckpoint(file, encodeCheckpoint(kept, of))),
    TE.chainTaskK(() => async () => {
      const old = (await checkpointsIn(folder)).slice(newest)
      await Promise.all(old.map((c) => rm(c.file, { force: true })))
      return { file, step: of.step }
    }),
  )
}
