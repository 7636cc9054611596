import * as E from 'fp-ts/lib/Either.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import type { Values } from '../../dsl/targets/session.ts'
import type { Event } from '../events.ts'

/** Seconds between two reports. */
const every = 1

const scalar = (out: Values, name: string): number => out[name]?.[0] ?? NaN

/** The losses of a step by branch, those on enhanced features marked, as they are reported. */
const lossesOf = (out: Values): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(out)
      .filter((name) => name.startsWith('loss.') || name.startsWith('auxiliary.'))
      .map((name) => [name.replace('loss.', ''), scalar(out, name)]),
  )

/** An issue where the loss or the gradient of the step that was just done is no finite number. */
export const finiteLoss = (out: Values, step: number, rate: number): E.Either<Issue, Values> => {
  const what = ['loss', 'gradientNorm'].find((name) => !Number.isFinite(scalar(out, name)))
  return what === undefined
    ? E.right(out)
    : E.left(
        issue(
          'train: not finite',
          `${what} is a finite number, but ${String(scalar(out, what))} after step ${String(step)}`,
          'try a lower learning rate or a longer warm-up; the last checkpoint is from before',
          {
            path: [`step ${String(step)}`],
            evidence: [
              [what, String(scalar(out, what))],
              ['learning rate', rate.toPrecision(3)],
            ],
          },
        ),
      )
}

/** Reports the steps of a session, at most once a second, but always the first and the last; `waited` is the time so far in which steps waited for batches (ms). */
export const reporter = (
  { first, last, batch }: { readonly first: number; readonly last: number; readonly batch: number },
  emit: (event: Event) => void,
): ((step: number, out: Values, rate: number, waited: number) => void) => {
  const began = performance.now()
  let reported = -Infinity
  return (step, out, rate, waited) => {
    const now = performance.now()
    if (now - reported < 1000 * every && step !== last) return
    reported = now
    const perStep = (now - began) / 1000 / (step - first)
    emit({
      type: 'progress',
      step,
      losses: lossesOf(out),
      gradientNorm: scalar(out, 'gradientNorm'),
      learningRate: rate,
      imagesPerSecond: batch / perStep,
      secondsLeft: perStep * (last - step),
      waiting: waited / (now - began),
    })
  }
}
