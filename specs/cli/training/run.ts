import { mkdirSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { Summary } from '../../../cli/events.ts'
import { runFolderAt } from '../../../cli/runs/folder.ts'
import { trainOn } from '../../../cli/training/train.ts'
import { defaultTarget } from '../../../dsl/targets/index.ts'
import type { Experiment } from '../../../graphs/experiment/codec.ts'

/** Trains an experiment into a run folder, as a training process does. */
export const trainedRun = async (path: string, e: Experiment): Promise<Summary> => {
  const folder = runFolderAt(path)
  mkdirSync(folder.checkpoints, { recursive: true })
  writeFileSync(folder.experiment, JSON.stringify(e))
  const job = { experiment: e, seed: e.seed, steps: e.training.steps, checkpointFolder: folder.checkpoints }
  const result = await trainOn(defaultTarget)(
    job,
    () => undefined,
    () => false,
  )()
  if (E.isLeft(result)) throw new Error(`${result.left.code}: ${result.left.message}`)
  return result.right
}
