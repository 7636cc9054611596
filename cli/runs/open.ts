import { readFile, readdir, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { issue, under, type Issue } from '../../dsl/core/issue.ts'
import { readCheckpoint, writeAtomically } from '../../stdlib/checkpoint/file.ts'
import { inWords } from '../../stdlib/files/error.ts'
import { makeFolder } from '../../stdlib/files/make-folder.ts'
import { encodeEvent, type Event, type Summary } from '../events.ts'
import { checkpointsIn, newestGood, type Checkpoint } from './checkpoints.ts'
import { differences, type Difference } from './differences.ts'
import type { RunFolder } from './folder.ts'
import { takeLock } from './lock.ts'
import { appendEvent, mendLog, readLog, secondsLogged } from './log.ts'

/** A run folder that this process holds. */
export interface OpenRun {
  readonly folder: RunFolder
  /** Where to go on; undefined for a fresh run. */
  readonly resume: Checkpoint | undefined
  /** What was found damaged and passed over. */
  readonly warnings: readonly Issue[]
  /** Time that earlier sessions trained. */
  readonly secondsBefore: number
  readonly append: (event: Event) => E.Either<Issue, void>
  readonly finish: (summary: Summary) => TE.TaskEither<Issue, void>
  readonly close: () => void
}

/**
 * Opens the folder of a run for this process alone: makes it, or makes ready to continue it. `experiment` is the JSON data
 * of what is asked. Refused are a folder that another process holds, a finished run, and a run of another experiment, unless
 * that one failed before its first checkpoint: nothing of it is lost.
 */
export const openRun = (folder: RunFolder, experiment: unknown): TE.TaskEither<Issue, OpenRun> =>
  pipe(
    attempt(folder.path, () => makeFolder(folder.checkpoints)),
    TE.chain(() => TE.fromIOEither(takeLock(folder.lock))),
    TE.chain((close) =>
      pipe(
        refuseFinished(folder),
        TE.chain(() => keepExperiment(folder, experiment)),
        TE.chain(() => attempt(folder.path, () => mend(folder))),
        TE.map((found) => held(folder, found, close)),
        TE.orElseFirstIOK(() => close),
      ),
    ),
  )

/** `run: finished` where the folder has a summary. */
export const refuseFinished = (folder: RunFolder): TE.TaskEither<Issue, void> =>
  pipe(
    textOf(folder.summary),
    TE.chain((summary) =>
      summary === undefined
        ? TE.right(undefined)
        : TE.left(
            issue('run: finished', 'this run is finished already', 'take another --seed or --out, or delete the folder', {
              path: [folder.path],
              evidence: [['summary', summary.replace(/\s+/g, ' ').slice(0, 300)]],
            }),
          ),
    ),
  )

const keepExperiment = (folder: RunFolder, experiment: unknown): TE.TaskEither<Issue, void> =>
  pipe(
    textOf(folder.experiment),
    TE.chain((kept) =>
      kept === undefined
        ? writeAtomically(folder.experiment, jsonBytes(experiment))
        : pipe(
            parse(kept),
            E.mapLeft(under(folder.experiment)),
            E.map((there) => differences(JSON.parse(JSON.stringify(experiment)), there)),
            TE.fromEither,
            TE.chain((found) =>
              pipe(
                TE.fromTask(() => checkpointsIn(folder.checkpoints)),
                TE.chain((checkpoints) =>
                  found.length > 0 && checkpoints.length === 0
                    ? beginAgain(folder, experiment)
                    : TE.fromEither(sameExperiment(folder, found)),
                ),
              ),
            ),
          ),
    ),
  )

const beginAgain = (folder: RunFolder, experiment: unknown): TE.TaskEither<Issue, void> =>
  pipe(
    attempt(folder.events, () => rm(folder.events, { force: true })),
    TE.chain(() => writeAtomically(folder.experiment, jsonBytes(experiment))),
  )

const sameExperiment = (folder: RunFolder, found: readonly Difference[]): E.Either<Issue, void> =>
  found.length === 0
    ? E.right(undefined)
    : E.left(
        issue(
          'run: other experiment',
          `this folder holds a run of another experiment: ${String(found.length)} ${found.length === 1 ? 'key differs' : 'keys differ'}`,
          'take another --out or rename the experiment; to begin again, delete the folder',
          {
            path: [folder.path],
            evidence: [
              ...found.slice(0, 8).map(({ key, left, right }) => [key, `asked ${shown(left)}, there ${shown(right)}`] as const),
              ...(found.length > 8 ? [['…', `and ${String(found.length - 8)} more`] as const] : []),
            ],
          },
        ),
      )

const mend = async (folder: RunFolder): Promise<Omit<OpenRun, 'folder' | 'append' | 'finish' | 'close'>> => {
  await mendLog(folder.events)
  await Promise.all([folder.path, folder.checkpoints].map(removeTorn))
  const { checkpoint, warnings } = await newestGood(folder.checkpoints, readCheckpoint)
  return { resume: checkpoint, warnings, secondsBefore: secondsLogged(await readLog(folder.events)) }
}

/** An atomic write that was killed leaves its temporary file. */
const removeTorn = async (path: string): Promise<void> => {
  const names = await readdir(path)
  await Promise.all(names.filter((name) => /^\..*\.tmp$/.test(name)).map((name) => unlink(join(path, name))))
}

const held = (folder: RunFolder, found: Omit<OpenRun, 'folder' | 'append' | 'finish' | 'close'>, close: () => void): OpenRun => ({
  ...found,
  folder,
  append: (event) =>
    E.tryCatch(
      () => {
        appendEvent(folder.events, event, Date.now())
      },
      (e) =>
        issue('run: write', inWords(e), 'free some space, or check the folder', {
          path: [folder.events],
          evidence: [['event', encodeEvent(event).slice(0, 80).trimEnd()]],
        }),
    ),
  finish: (summary) => writeAtomically(folder.summary, jsonBytes(summary)),
  close,
})

const attempt = <A>(path: string, act: () => Promise<A>): TE.TaskEither<Issue, A> =>
  TE.tryCatch(act, (e) => issue('run: folder', inWords(e), 'check --out: is it a folder that can be written to?', { path: [path] }))

/** The text of a file, undefined where there is none. */
const textOf = (path: string): TE.TaskEither<Issue, string | undefined> =>
  TE.tryCatch(
    () =>
      readFile(path, 'utf8').catch((e: unknown) => {
        if (e instanceof Error && 'code' in e && e.code === 'ENOENT') return undefined
        throw e
      }),
    (e) => issue('run: read', inWords(e), 'check the permissions of the run folder', { path: [path] }),
  )

const parse = (text: string): E.Either<Issue, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    (e) =>
      issue('run: experiment', `is no JSON: ${e instanceof Error ? e.message : String(e)}`, 'restore the file, or delete the run folder'),
  )

const jsonBytes = (u: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(u, undefined, 2)}\n`)

const shown = (u: unknown): string => {
  const text = u === undefined ? 'nothing' : JSON.stringify(u)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
