import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../dsl/core/issue.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import { experimentFormat } from './experiment-format.ts'
import { liveMonitor, plainMonitor } from './monitor/show.tsx'
import type { TrainOptions } from './program.ts'
import { checkpointsIn } from './runs/checkpoints.ts'
import { runFolderAt } from './runs/folder.ts'
import { readLog } from './runs/log.ts'
import { train } from './train.ts'

/** The target on which the run of a folder was last trained, where it left a checkpoint to go on from. */
const begunOn = async (path: string): Promise<string | undefined> => {
  const folder = runFolderAt(path)
  const [log, checkpoints] = await Promise.all([readLog(folder.events), checkpointsIn(folder.checkpoints)])
  return checkpoints.length === 0 ? undefined : log.flatMap(({ event }) => (event.type === 'started' ? [event.target] : [])).at(-1)
}

/** `train` on this terminal: the live view, or a line a report with `--plain` or where there is no terminal. */
export const trainHere = (file: string, options: TrainOptions): TE.TaskEither<NonEmptyArray<Issue>, number> => {
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
    target: (asked, folder) =>
      pipe(
        TE.fromTask<string | undefined, Issue>(() => (asked === undefined ? begunOn(folder) : Promise.resolve(undefined))),
        TE.chainEitherK((begun) =>
          pipe(
            chooseTarget(asked ?? begun),
            E.bimap(
              (i) => (begun === undefined ? i : { ...i, hint: `${i.hint}, or name another with --target` }),
              ({ target, reason }) => ({ name: target.name, reason: begun === undefined ? reason : 'the run began on it' }),
            ),
          ),
        ),
      ),
    say,
  })(file, options)
}
