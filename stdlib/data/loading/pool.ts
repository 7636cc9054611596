import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Issue } from '../../../dsl/core/issue.ts'
import { bytesOf, type Layout, viewsOf } from './layout.ts'
import type { Batches, Facts } from './prepare.ts'
import { type Program, startThread } from './thread.ts'

export interface Pool extends Program {
  /** Threads, one or more. */
  readonly workers: number
  readonly layout: Layout
}

/** A batch that a thread is at work on, or has done. */
interface Pending {
  readonly slot: number
  readonly answer: Promise<E.Either<Issue, Facts>>
}

/**
 * Batches from a step on, prepared by threads, which write into shared buffers that the consumer reads: nothing is copied. There are two more buffers than
 * threads, one being used and one ready, so that memory is bounded, and threads wait where the consumer is slow. Batches come in order, and each is the same
 * whichever thread prepared it. A thread that dies is an Issue at the place of its batch. Threads start with the first batch and end with the consumer.
 *
 * @example for await (const batch of batchesFromThreads({ main, data, layout, workers: 2 })(0)) …
 */
export const batchesFromThreads = ({ workers, layout, ...program }: Pool) =>
  async function* (first: number): Batches {
    const slots = Array.from({ length: workers + 2 }, () => new SharedArrayBuffer(bytesOf(layout)))
    const views = slots.map(viewsOf(layout))
    const threads = Array.from({ length: workers }, () => startThread(program, slots))
    const pending: Pending[] = []
    let step = first
    const ask = (slot: number): void => {
      const idle = threads.reduce((a, b) => (b.waiting() < a.waiting() ? b : a))
      pending.push({ slot, answer: idle.ask({ step: step++, slot }) })
    }
    try {
      slots.forEach((_, slot) => {
        ask(slot)
      })
      for (let done = first; ; done++) {
        const next = pending.shift()
        if (next === undefined) throw new Error('internal: no batch is being prepared')
        const facts = await next.answer
        yield pipe(
          facts,
          E.map((f) => ({ step: done, views: views[next.slot] ?? {}, facts: f })),
        )
        if (E.isLeft(facts)) return
        ask(next.slot)
      }
    } finally {
      await Promise.all(threads.map(({ close }) => close()))
    }
  }
