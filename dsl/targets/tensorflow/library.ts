import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { issue, type Issue } from '../../core/issue.ts'
import { loads } from './loads.ts'

/** The version of TensorFlow that programs are lowered to. */
export const tensorflowVersion = '2.21.0'

/** Counts the changes to how the addon is built: one that was built before the last of them is built anew. */
export const addonRevision = 3

/** Where its convolutions run. */
export type LibraryKind = 'cpu' | 'cuda'

type Environment = Readonly<Record<string, string | undefined>>

/** Where fovea keeps what outlives `npm ci`: FOVEA_CACHE, or a folder of the user's cache. */
export const cacheFolder = (env: Environment = process.env): string => {
  const named = (variable: string): string | undefined => (env[variable] === '' ? undefined : env[variable])
  return resolve(named('FOVEA_CACHE') ?? join(named('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'fovea'))
}

/** The folder of an installed library. */
export const libraryFolder = (kind: LibraryKind, cache = cacheFolder()): string => join(cache, `tensorflow-${tensorflowVersion}-${kind}`)

/** What a finished set-up writes last: the files that it made, by their sizes, and the circumstances under which it was tested. */
export const Ready = t.readonly(
  t.intersection(
    [
      t.type({
        tensorflow: t.string,
        addon: t.number,
        kind: t.keyof({ cpu: null, cuda: null }),
        arch: t.string,
        files: t.readonly(t.record(t.string, t.number)),
        gflops: t.number,
      }),
      t.partial({ tested: t.string }),
    ],
    'ready.json',
  ),
)
export type Ready = t.TypeOf<typeof Ready>

export const readyFile = 'ready.json'

/** What turns standard error away while the addon loads, beside it. */
export const hushFile = 'hush.node'

export const addonFile = 'tfjs_binding.node'

/** Where TensorFlow's own libraries and the addon lie below the folder of a library: beside NVIDIA's, where there are such. */
export const homeOf = (kind: LibraryKind): string => (kind === 'cuda' ? 'tensorflow' : '')

/** A TensorFlow that `setup:tensorflow` installed. */
export interface Library {
  readonly kind: LibraryKind
  readonly folder: string
  readonly addon: string
  readonly ready: Ready
  /** What to try where it does not work after all. */
  readonly hint: string
}

const command = (kind: LibraryKind): string => `npm run setup:tensorflow${kind === 'cuda' ? ' -- --cuda' : ''}`

const sizeOf = (path: string): number | null => {
  try {
    return statSync(path).size
  } catch {
    return null
  }
}

const readyOf = (folder: string): E.Either<string, Ready> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(readFileSync(join(folder, readyFile), 'utf8')),
      () => 'it was not set up to its end',
    ),
    E.filterOrElse(Ready.is, () => 'its ready.json is damaged'),
    E.filterOrElse(
      (ready) => ready.arch === process.arch,
      (ready) => `it was built for ${ready.arch}, but this is ${process.arch}`,
    ),
    E.filterOrElse(
      (ready) => ready.addon === addonRevision,
      () => 'its addon was built by another version of fovea',
    ),
    E.chain((ready) => {
      const changed = Object.entries(ready.files).find(([file, size]) => sizeOf(join(folder, file)) !== size)
      return changed === undefined
        ? E.right(ready)
        : E.left(`${changed[0]} has ${String(changed[1])} bytes, but ${String(sizeOf(join(folder, changed[0])))} are there`)
    }),
  )

/** The library of a kind, checked file by file; else what is missing, and the command that mends it. */
export const installed = (kind: LibraryKind, cache = cacheFolder()): E.Either<Issue, Library> => {
  const folder = libraryFolder(kind, cache)
  const hint = `\`${command(kind)}\` installs it`
  if (!existsSync(folder))
    return E.left(issue('tensorflow: missing', `TensorFlow ${tensorflowVersion} (${kind}) is not set up here`, hint, { path: [folder] }))
  return pipe(
    readyOf(folder),
    E.bimap(
      (why) => issue('tensorflow: damaged', `TensorFlow ${tensorflowVersion} (${kind}) cannot be used: ${why}`, hint, { path: [folder] }),
      (ready) => ({ kind, folder, addon: join(folder, homeOf(kind), addonFile), ready, hint }),
    ),
  )
}

/** Is there a driver of an NVIDIA GPU, or, below Windows, that of its host? */
export const hasDriver = (): boolean => ['/proc/driver/nvidia/version', '/usr/lib/wsl/lib/libcuda.so.1'].some((file) => existsSync(file))

/** The library to use here: the one for CUDA where a driver and it are, else the one for the CPU. One that does not load is none. */
export const library = (): E.Either<Issue, Library> =>
  pipe(
    hasDriver()
      ? pipe(
          installed('cuda'),
          E.chain((found) => loads(found)),
        )
      : E.left(issue('tensorflow: driver', 'there is no NVIDIA driver', 'the CPU serves')),
    E.orElse(() =>
      pipe(
        installed('cpu'),
        E.chain((found) => loads(found)),
      ),
    ),
  )
