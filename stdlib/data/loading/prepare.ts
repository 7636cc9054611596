import type * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import type { Issue } from '../../../dsl/core/issue.ts'
import type { Views } from './layout.ts'

/** What is known of a batch beside its arrays. */
export const Facts = t.readonly(
  t.type({ ids: t.readonlyArray(t.number), lost: t.readonly(t.type({ outside: t.number, cut: t.number })) }, 'facts'),
)
export type Facts = t.TypeOf<typeof Facts>

/**
 * Writes the batch of a step into arrays, all of each: a function of the step alone, so that any thread may do it. Who reads the arrays reads
 * nothing of the batch that was there before.
 */
export type Prepare = (step: number, into: Views) => TaskEither<Issue, Facts>

/** A batch in its arrays, which are its own until the next one is asked for. */
export interface Loaded {
  readonly step: number
  readonly views: Views
  readonly facts: Facts
}

/** Batches in order. Ends after the first Issue, or with the consumer, and takes with it what prepared them. */
export type Batches = AsyncGenerator<E.Either<Issue, Loaded>, void, undefined>
