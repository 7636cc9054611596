import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import { takeLock } from '../runs/lock.ts'

const inOurWords = (i: Issue, path: string): Issue =>
  i.code === 'run: locked'
    ? { ...i, code: 'setup: locked', message: 'another process sets TensorFlow up here, or removes it' }
    : { ...i, code: 'setup: lock', hint: 'check the cache folder, or name another: FOVEA_CACHE=/large/disk', path: [path] }

/** Does something with a cache folder that no other set-up touches meanwhile. */
export const alone = <A>(cache: string, act: TE.TaskEither<Issue, A>): TE.TaskEither<Issue, A> => {
  const path = join(cache, 'setup.lock')
  return TE.bracket(
    pipe(
      TE.fromIOEither(takeLock(path)),
      TE.mapLeft((i) => inOurWords(i, path)),
    ),
    () => act,
    (release) => TE.fromIO(release),
  )
}
