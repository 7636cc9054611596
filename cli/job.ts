import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import type { Issue } from '../dsl/core/issue.ts'
import type { Event, Summary } from './events.ts'

/** The file descriptor on which a training process says its events; its standard streams belong to whatever else prints. */
export const channel = 3

/** What a training process is told on its standard input, as JSON. `folder` is the run's. */
export const Assignment = t.readonly(
  t.intersection(
    [
      t.type({ name: t.string, seed: t.number, steps: t.number, experiment: t.unknown, folder: t.string, target: t.string }),
      t.partial({ workers: t.number }),
    ],
    'assignment',
  ),
)
export type Assignment = t.TypeOf<typeof Assignment>

/** What is to be trained: `experiment` is JSON data, overrides applied; `resume` is the file of a checkpoint that was read once. */
export interface Job {
  readonly experiment: unknown
  readonly seed: number
  readonly steps: number
  readonly resume?: string
  readonly checkpointFolder: string
  /** Threads that prepare batches; none where it is left out. What is learned does not depend on it. */
  readonly workers?: number | undefined
}

/**
 * Trains, and says events as it goes: `started`, then `progress`, `evaluated`, `checkpoint`, `warning`; the others are said
 * for it.
 *
 * - A checkpoint after n steps is the file `checkpointFile(checkpointFolder, n)` (`cli/runs/checkpoints.ts`), written
 *   atomically, then said. The last one is after the last step, before the final evaluation; so `resume` may have all its
 *   steps done, and only the evaluation is left.
 * - `stopRequested` is asked after every step, with a turn of the event loop between (signals come in only then). Once it
 *   is true: write a checkpoint, and give a summary whose `steps` are fewer than the job's.
 * - `seconds` of the summary counts this session; the earlier ones are added.
 */
export type Train = (
  job: Job & Pick<Assignment, 'target'>,
  emit: (event: Event) => void,
  stopRequested: () => boolean,
) => TaskEither<Issue, Summary>
