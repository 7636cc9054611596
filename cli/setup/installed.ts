import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { issue, type Issue } from '../../dsl/core/issue.ts'
import { cacheFolder, installed, type LibraryKind, type Ready, readyFile, tensorflowVersion } from '../../dsl/targets/tensorflow/library.ts'
import { circumstances, loads } from '../../dsl/targets/tensorflow/loads.ts'
import { inWords } from '../../stdlib/files/error.ts'

/** Does something in the cache folder. */
export const attempt = <A>(act: () => Promise<A>): TE.TaskEither<Issue, A> =>
  TE.tryCatch(act, (e) =>
    issue('setup: folder', inWords(e), 'check the cache folder, or name another: FOVEA_CACHE=/large/disk', { path: [cacheFolder()] }),
  )

/** ready.json as it is written. */
export const readyText = (ready: Ready): string => `${JSON.stringify(ready, undefined, 2)}\n`

/** An installed library that loads here. Where that had to be tried, it is noted down if the folder allows it, so that no command tries it again. */
export const confirmed = (kind: LibraryKind, cache = cacheFolder()): TE.TaskEither<Issue, Ready> =>
  pipe(
    installed(kind, cache),
    E.chain((found) => loads(found)),
    TE.fromEither,
    TE.chain(({ folder, ready }) => {
      const tested = circumstances(folder, Object.keys(ready.files))
      const file = join(folder, readyFile)
      return tested === ready.tested
        ? TE.right(ready)
        : pipe(
            attempt(async () => {
              await writeFile(`${file}.new`, readyText({ ...ready, tested }))
              await rename(`${file}.new`, file)
            }),
            TE.match(
              () => ready,
              () => ready,
            ),
            TE.fromTask,
          )
    }),
  )

/** @example title('cpu') // => 'TensorFlow 2.21.0 (cpu)' */
export const title = (kind: LibraryKind): string => `TensorFlow ${tensorflowVersion} (${kind})`
