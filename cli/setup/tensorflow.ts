import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Issue } from '../../dsl/core/issue.ts'
import {
  addonRevision,
  cacheFolder,
  homeOf,
  type LibraryKind,
  libraryFolder,
  type Ready,
  readyFile,
} from '../../dsl/targets/tensorflow/library.ts'
import { circumstances } from '../../dsl/targets/tensorflow/loads.ts'
import { makeFolder } from '../../stdlib/files/make-folder.ts'
import { compileAddon, filesBelow, patchAddon, selfTest, sizesOf, unpack, usedOf } from './build.ts'
import { downloadAddonSource, downloadWheel } from './download.ts'
import { attempt, readyText } from './installed.ts'
import { alone } from './lock.ts'
import { wheelsOf } from './pins.ts'
import type { Progress } from './process.ts'

/** What a set-up says: that a step begins, and how far it is. */
export interface Teller {
  readonly step: (what: string) => Progress
}

const built = (kind: LibraryKind, downloads: string, partial: string, teller: Teller): TE.TaskEither<Issue, Ready> => {
  const wheels = wheelsOf(kind, process.arch)
  const home = join(partial, homeOf(kind))
  return pipe(
    wheels,
    TE.traverseSeqArray((wheel) =>
      pipe(
        downloadWheel(downloads, teller.step(`download ${wheel.name} ${wheel.version}`))(wheel),
        TE.chain((file) => {
          const { into, prefixes } = usedOf(wheel, kind)
          return unpack(file, join(partial, into), prefixes, teller.step(`unpack ${wheel.name}`))
        }),
      ),
    ),
    TE.bindTo('unpacked'),
    TE.bind('source', () => {
      teller.step('download the sources of the addon')
      return downloadAddonSource(downloads)
    }),
    TE.chainFirst(({ source }) => unpack(source, home, ['package/binding/'], () => undefined)),
    TE.chainFirst(() => {
      teller.step('compile the addon')
      return pipe(
        patchAddon(home),
        TE.chain(() => compileAddon(home)),
      )
    }),
    TE.bind('tested', () => {
      teller.step('test it')
      return selfTest(home, kind)
    }),
    TE.chain(({ tested }) =>
      attempt(async () => {
        await Promise.all(['include', 'binding'].map((name) => rm(join(home, name), { recursive: true, force: true })))
        const files = await filesBelow(partial)
        return {
          tensorflow: tested.tensorflow,
          addon: addonRevision,
          gflops: tested.gflops,
          kind,
          arch: process.arch,
          files: await sizesOf(partial, files),
          tested: circumstances(partial, files),
        }
      }),
    ),
  )
}

/** Installs TensorFlow's native library with the addon. Everything happens beside the final folder, which is there whole or not at all. */
export const setUp = (kind: LibraryKind, teller: Teller): TE.TaskEither<Issue, Ready> => {
  const folder = libraryFolder(kind)
  const [partial, downloads] = [`${folder}.partial`, join(cacheFolder(), 'downloads')]
  return pipe(
    attempt(() => makeFolder(downloads)),
    TE.chain(() =>
      alone(
        cacheFolder(),
        pipe(
          attempt(() => rm(partial, { recursive: true, force: true }).then(() => makeFolder(partial))),
          TE.chain(() => built(kind, downloads, partial, teller)),
          TE.chainFirst((ready) =>
            attempt(async () => {
              await writeFile(join(partial, readyFile), readyText(ready))
              await rm(folder, { recursive: true, force: true })
              await rename(partial, folder)
              await rm(downloads, { recursive: true, force: true })
            }),
          ),
          TE.orElseFirstTaskK(() => () => rm(partial, { recursive: true, force: true })),
        ),
      ),
    ),
  )
}

/** Removes what set-ups installed and downloaded; gives what was there. */
export const remove = (): TE.TaskEither<Issue, readonly string[]> => {
  const folders = (['cpu', 'cuda'] as const).flatMap((kind) => [libraryFolder(kind), `${libraryFolder(kind)}.partial`])
  const there = [...folders, join(cacheFolder(), 'downloads')].filter((path) => existsSync(path))
  return there.length === 0
    ? TE.right([])
    : alone(
        cacheFolder(),
        attempt(() => Promise.all(there.map((path) => rm(path, { recursive: true, force: true }))).then(() => there)),
      )
}
