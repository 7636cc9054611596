import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../dsl/core/issue.ts'
import { chooseTarget } from '../dsl/targets/choose.ts'
import type { Target } from '../dsl/targets/session.ts'
import { checkpointsIn } from './runs/checkpoints.ts'
import { runFolderAt } from './runs/folder.ts'
import { readLog } from './runs/log.ts'

/** The target that `--target` names, or the fastest that works here; then which one and why is told. */
export const chosenFor = (asked: string | undefined, tell: (text: string) => void): E.Either<NonEmptyArray<Issue>, Target> =>
  pipe(
    chooseTarget(asked),
    E.bimap(
      (i): NonEmptyArray<Issue> => [i],
      ({ target, reason }) => {
        if (asked === undefined) tell(`target ${target.name}: ${reason}\n`)
        return target
      },
    ),
  )

/** The target on which the run of a folder was last trained, where it left a checkpoint to go on from. */
const begunOn = async (path: string): Promise<string | undefined> => {
  const folder = runFolderAt(path)
  const [log, checkpoints] = await Promise.all([readLog(folder.events), checkpointsIn(folder.checkpoints)])
  return checkpoints.length === 0 ? undefined : log.flatMap(({ event }) => (event.type === 'started' ? [event.target] : [])).at(-1)
}

/** The target of a run, by name, and why: that of `--target`, that on which it began (another one rounds differently), or the fastest here. */
export const targetOfRun = (
  asked: string | undefined,
  folder: string,
): TE.TaskEither<Issue, { readonly name: string; readonly reason: string }> =>
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
  )
