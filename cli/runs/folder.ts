import { join } from 'node:path'

/** The files of one run. */
export interface RunFolder {
  readonly path: string
  readonly experiment: string
  readonly events: string
  readonly checkpoints: string
  readonly summary: string
  readonly lock: string
}

/**
 * A folder name made of an experiment's name: letters, digits, `.`, `_`, `-` stay, anything else becomes `_`, and so does
 * a leading dot; so no name leaves the folder of the runs or hides in it.
 *
 * @example folderName('../set λ=1', 3) // => '_._set_λ_1-3'
 */
export const folderName = (name: string, seed: number): string =>
  `${name.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^[.-]/, '_') || '_'}-${String(seed)}`

/** Where the run of an experiment with a seed lies below the folder of all runs. */
export const runFolder = (out: string, name: string, seed: number): RunFolder => runFolderAt(join(out, folderName(name, seed)))

/** The files of a run folder that is known by its path. */
export const runFolderAt = (path: string): RunFolder => ({
  path,
  experiment: join(path, 'experiment.json'),
  events: join(path, 'events.jsonl'),
  checkpoints: join(path, 'checkpoints'),
  summary: join(path, 'summary.json'),
  lock: join(path, 'lock.json'),
})
