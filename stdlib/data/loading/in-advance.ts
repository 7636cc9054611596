import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../../dsl/core/issue.ts'

/**
 * What is read at 0, 1, … count - 1, in order; each next one is read while the consumer works on the one before, and no further. Ends after the first Issue.
 *
 * @example for await (const item of inAdvance(source.length, source.sample)) …
 */
export async function* inAdvance<A>(
  count: number,
  read: (index: number) => TaskEither<Issue, A>,
): AsyncGenerator<E.Either<Issue, A>, void, undefined> {
  const at = (index: number) => (index < count ? read(index)() : undefined)
  let next = at(0)
  for (let i = 1; next !== undefined; i++) {
    const found: E.Either<Issue, A> = await next
    next = E.isRight(found) ? at(i) : undefined
    yield found
  }
}
