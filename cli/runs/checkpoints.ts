import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'

/** A checkpoint of a run: its file, and the steps done when it was written. */
export interface Checkpoint {
  readonly file: string
  readonly step: number
}

/** The file of the checkpoint after `step` steps, in a run's folder of checkpoints. */
export const checkpointFile = (folder: string, step: number): string => join(folder, `${String(step).padStart(8, '0')}.safetensors`)

/** The checkpoints that lie in a folder, newest first, read or not; none where there is no such folder. */
export const checkpointsIn = async (folder: string): Promise<readonly Checkpoint[]> => {
  const names = await readdir(folder).catch((): readonly string[] => [])
  return names
    .flatMap((name) => {
      const step = /^(\d+)\.safetensors$/.exec(name)?.[1]
      return step === undefined ? [] : [{ file: join(folder, name), step: Number(step) }]
    })
    .sort((a, b) => b.step - a.step)
}

/**
 * The newest checkpoint that `read` can read, and a warning for each newer one that it can't. Undefined where none is good:
 * the run begins again.
 */
export const newestGood = async (
  folder: string,
  read: (file: string) => TaskEither<Issue, unknown>,
): Promise<{ readonly checkpoint: Checkpoint | undefined; readonly warnings: readonly Issue[] }> => {
  const warnings: Issue[] = []
  for (const checkpoint of await checkpointsIn(folder)) {
    const content = await read(checkpoint.file)()
    if (E.isRight(content)) return { checkpoint, warnings }
    warnings.push(passedOver(checkpoint.file, content.left))
  }
  return { checkpoint: undefined, warnings }
}

const passedOver = (file: string, why: Issue): Issue =>
  issue(
    'run: checkpoint',
    'a checkpoint is damaged, so training goes on from the one before',
    'nothing to do: its steps are trained again',
    {
      path: [file],
      evidence: [['damage', `${why.code}: ${why.message}`]],
    },
  )
