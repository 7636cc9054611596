import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bytesOf, type Layout, viewsOf } from './layout.ts'
import type { Batches, Prepare } from './prepare.ts'

/**
 * Batches from a step on, prepared in this thread, each while the one before it is used and this thread waits. Two buffers take turns.
 *
 * @example for await (const batch of batchesHere(layout, prepare)(0)) …
 */
export const batchesHere = (layout: Layout, prepare: Prepare) =>
  async function* (first: number): Batches {
    const [one, two] = [0, 1].map(() => viewsOf(layout)(new ArrayBuffer(bytesOf(layout))))
    let [now, later] = [one ?? {}, two ?? {}]
    let next = prepare(first, now)()
    for (let step = first; ; step++) {
      const facts = await next
      if (E.isRight(facts)) next = prepare(step + 1, later)()
      const views = now
      yield pipe(
        facts,
        E.map((f) => ({ step, views, facts: f })),
      )
      if (E.isLeft(facts)) return
      ;[now, later] = [later, now]
    }
  }
