import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../../dsl/core/issue.ts'

/**
 * What is read at 0, 1, … count - 1, in order; the `ahead` next ones are read at once while the consumer works on one, and none further. Ends after the first
 * Issue.
 *
 * @example for await (const item of inAdvance(source.length, source.sample, 1)) …
 */
export async function* inAdvance<A>(
  count: number,
  read: (index: number) => TaskEither<Issue, A>,
  ahead: number,
): AsyncGenerator<E.Either<Issue, A>, void, undefined> {
  const pending: Promise<E.Either<Issue, A>>[] = []
  for (let begun = 0, given = 0; given < count; given++) {
    while (begun < count && begun < given + ahead) pending.push(read(begun++)())
    const found: E.Either<Issue, A> | undefined = await pending.shift()
    if (found === undefined) throw new Error('internal: nothing is being read')
    // One more, in place of that which the consumer is given.
    if (E.isRight(found) && begun < count) pending.push(read(begun++)())
    yield found
    if (E.isLeft(found)) return
  }
}
