import { parentPort, workerData } from 'node:worker_threads'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import { type Layout, viewsOf } from './layout.ts'
import { type Answer, Task } from './message.ts'
import type { Prepare } from './prepare.ts'
import { Shared } from './shared.ts'

/** What a thread starts with: `data` is for who makes `Prepare` of it. */
const Start = t.type({ data: t.unknown, slots: t.array(Shared) })

/**
 * The main program of a thread that prepares batches: makes itself ready once from its data, then fills the buffers it is told to, one task after the
 * other. What keeps it from getting ready is the answer to every task.
 */
export const serve = (ready: (data: unknown) => TE.TaskEither<Issue, { readonly layout: Layout; readonly prepare: Prepare }>): void => {
  const port = parentPort
  const start = Start.decode(workerData)
  if (port === null || E.isLeft(start)) throw new Error('internal: a thread of the input pipeline without a parent')
  const { data, slots } = start.right
  const made = ready(data)()
  const answer = async ({ step, slot }: Task): Promise<Answer> => {
    const buffer = slots[slot]
    if (buffer === undefined) throw new Error(`internal: buffer ${String(slot)} of ${String(slots.length)}`)
    return pipe(
      await made,
      TE.fromEither,
      TE.chain(({ layout, prepare }) => prepare(step, viewsOf(layout)(buffer))),
      TE.match(
        (issue): Answer => ({ step, issue }),
        (facts): Answer => ({ step, facts }),
      ),
    )()
  }
  let last: Promise<unknown> = made
  port.on('message', (message: unknown) => {
    const task = Task.decode(message)
    if (E.isLeft(task)) throw new Error('internal: a thread of the input pipeline was told something else than a task')
    last = last.then(async () => {
      port.postMessage(await answer(task.right))
    })
  })
}
