import { fileURLToPath } from 'node:url'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../dsl/core/issue.ts'
import { experimentFormat } from './experiment-format.ts'
import { liveMonitor, plainMonitor } from './monitor/show.tsx'
import type { TrainOptions } from './commands/train.ts'
import { runFolderAt } from './runs/folder.ts'
import { readLog } from './runs/log.ts'
import { targetOfRun } from './target.ts'
import { train } from './train.ts'

/** `train` on this terminal: the live view, or a line a report with `--plain` or where there is no terminal. */
export const trainHere = (file: string, options: TrainOptions): TaskEither<NonEmptyArray<Issue>, number> => {
  const say = (text: string): void => {
    process.stdout.write(text)
  }
  return train({
    format: experimentFormat,
    trainer: fileURLToPath(new URL('trainer.ts', import.meta.url)),
    monitor: async ({ folder }) =>
      options.plain === true || !process.stdout.isTTY
        ? plainMonitor(say)
        : liveMonitor(
            process.stdout,
            process.env,
            (await readLog(runFolderAt(folder).events)).map(({ event }) => event),
          ),
    target: targetOfRun,
    say,
  })(file, options)
}
