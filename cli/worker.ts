import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import * as E from 'fp-ts/lib/Either.js'
import type { Issue } from '../dsl/core/issue.ts'
import { encodeEvent, type Event, type Summary } from './events.ts'
import { internal } from './internal.ts'
import { Assignment, channel, type Train } from './job.ts'
import { runFolderAt } from './runs/folder.ts'
import { openRun, type OpenRun } from './runs/open.ts'

/**
 * The main program of a training process: reads its assignment, opens the run, trains, keeps events and summary in the run
 * folder and says them to the parent. It stops at a checkpoint on SIGINT, SIGTERM, SIGHUP, or when nobody listens any more.
 */
export const work = async (train: Train): Promise<void> => {
  const said = speaker()
  const stop = { asked: false }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.asked = true
    })
  }
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (e: unknown) => {
      said.say({ type: 'failed', issue: internal(e) })
      process.exit(1)
    })
  }
  const assignment = Assignment.decode(JSON.parse(await text(process.stdin)))
  if (E.isLeft(assignment)) throw new Error('internal: a training process was given no assignment')
  const { folder, experiment } = assignment.right
  const run = await openRun(runFolderAt(folder), experiment)()
  if (E.isLeft(run)) {
    said.say({ type: 'failed', issue: run.left })
    process.exit(1)
  }
  const end = await session(train, assignment.right, run.right, said, () => stop.asked || said.unheard())
  run.right.close()
  process.exit(end === 'failed' ? 1 : 0)
}

interface Speaker {
  readonly say: (event: Event) => void
  /** Whether the parent has gone. */
  readonly unheard: () => boolean
}

const speaker = (): Speaker => {
  const state = { unheard: false }
  return {
    say: (event) => {
      try {
        if (!state.unheard) writeSync(channel, encodeEvent(event))
      } catch {
        state.unheard = true
      }
    },
    unheard: () => state.unheard,
  }
}

/** One session of a run, from the opened folder to the event that ends it. */
const session = async (
  train: Train,
  asked: Assignment,
  run: OpenRun,
  said: Speaker,
  stopRequested: () => boolean,
): Promise<Event['type']> => {
  const unwritten: Issue[] = []
  const emit = (event: Event): void => {
    const kept = run.append(event)
    if (E.isLeft(kept)) unwritten.push(kept.left)
    said.say(event)
  }
  const end = (event: Event): Event['type'] => {
    emit(event)
    return event.type
  }
  run.warnings.forEach((warning) => {
    emit({ type: 'warning', issue: warning })
  })
  const job = {
    experiment: asked.experiment,
    seed: asked.seed,
    steps: asked.steps,
    checkpointFolder: run.folder.checkpoints,
    target: asked.target,
    workers: asked.workers,
    ...(run.resume === undefined ? {} : { resume: run.resume.file }),
  }
  const outcome = await guarded(() => train(job, emit, () => stopRequested() || unwritten.length > 0)())
  if (unwritten[0] !== undefined) return end({ type: 'failed', issue: unwritten[0] })
  if (E.isLeft(outcome)) return end({ type: 'failed', issue: outcome.left })
  if (outcome.right.steps < asked.steps) return end({ type: 'stopped', step: outcome.right.steps })
  const summary = { ...outcome.right, seconds: outcome.right.seconds + run.secondsBefore }
  const finished = await run.finish(summary)()
  return end(E.isLeft(finished) ? { type: 'failed', issue: finished.left } : { type: 'finished', summary })
}

/** A fault of ours in training ends the session like any issue, so that the run stays one that can be continued. */
const guarded = async (act: () => Promise<E.Either<Issue, Summary>>): Promise<E.Either<Issue, Summary>> => {
  try {
    return await act()
  } catch (e) {
    return E.left(internal(e))
  }
}
