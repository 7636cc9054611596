import { totalmem } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../../dsl/core/issue.ts'
import { inWords } from '../../files/error.ts'
import { Answer, type Task } from './message.ts'
import type { Facts } from './prepare.ts'

/** What every thread of a pool starts with. */
export interface Program {
  /** The module that calls `serve`. */
  readonly main: URL
  /** Structured-clonable. */
  readonly data: unknown
}

/** A thread that prepares batches. */
export interface Thread {
  /** Tasks that it has not answered yet. */
  readonly waiting: () => number
  /** The answer to a task; an Issue where the thread has died, or dies before it answers. */
  readonly ask: (task: Task) => Promise<E.Either<Issue, Facts>>
  readonly close: () => Promise<unknown>
}

const died = (step: number, how: string): Issue =>
  issue(
    'data: a worker died',
    `a worker answers for the batch of step ${String(step)}, but it ended: ${how}`,
    'the same command goes on from the last checkpoint; with `--workers 0` the training process prepares batches itself',
  )

/**
 * V8 counts pixels as a part of the heap that they are not in. A thread's own objects are few, and with a limit made for them all of its heap is collected
 * each 15 MB of pixels: a quarter of its time. So the limit of threads to come begins at so many MB: 128, but a sixteenth of the memory where that is little,
 * since each thread may hold so much of what nobody needs any more.
 */
export const heapIn = (memory: number): number => Math.min(128, Math.floor(memory / 2 ** 24))

/** The memory of the machine, or what this process is allowed of it. */
const memory = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity)

/** Starts a thread; it makes itself ready while nobody waits. */
export const startThread = ({ main, data }: Program, slots: readonly SharedArrayBuffer[]): Thread => {
  setFlagsFromString(`--initial-old-space-size=${String(heapIn(memory()))}`)
  const worker = new Worker(new URL('thread.mjs', import.meta.url), { workerData: { main: main.href, data, slots }, execArgv: [] })
  const open = new Map<number, (answer: E.Either<Issue, Facts>) => void>()
  const state: { end: string | undefined } = { end: undefined }
  const end = (how: string): void => {
    state.end ??= how
    open.forEach((resolve, step) => {
      resolve(E.left(died(step, state.end ?? how)))
    })
    open.clear()
  }
  worker.on('message', (message: unknown) => {
    const answer = Answer.decode(message)
    if (E.isLeft(answer)) throw new Error('internal: a thread of the input pipeline answered something else')
    const { step } = answer.right
    open.get(step)?.('issue' in answer.right ? E.left(answer.right.issue) : E.right(answer.right.facts))
    open.delete(step)
  })
  worker.on('error', (e) => {
    end(inWords(e))
  })
  worker.on('exit', (code) => {
    end(`exit code ${String(code)}`)
  })
  return {
    waiting: () => open.size,
    ask: (task) =>
      state.end === undefined
        ? new Promise((resolve) => {
            open.set(task.step, resolve)
            worker.postMessage(task)
          })
        : Promise.resolve(E.left(died(task.step, state.end))),
    close: () => worker.terminate(),
  }
}
